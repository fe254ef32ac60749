"""The models of the literature whose losses are written by hand here, and where they are from."""

from typing import NamedTuple


class Named(NamedTuple):
    """A model that has a name in the literature.

    Attributes:
        name: what it is called.
        papers: the keys of docs/references.bib.
        reference: its name in `REFERENCES`.
        factor: what our losses are times the paper's, or how its signs differ; empty if nothing.
    """

    name: str
    papers: str
    reference: str
    factor: str = ""


_HALF = "φ × ½: p(y) = ½"
_BOTH = f"{_HALF}; non-saturating θ the same"

NAMED = (
    Named(
        "autoencoder", "Rumelhart1986", "ae", "a Bernoulli's log-density in the place of squares"
    ),
    Named("denoising autoencoder", "Vincent2008", "denoising", "squares × ½, and a constant"),
    Named("VAE", "Kingma2014", "vae"),
    Named("VAE with a Normal decoder of learned variance", "Kingma2014", "vae_normal"),
    Named("β-VAE", "Higgins2017", "beta_vae"),
    Named("continuous-Bernoulli VAE", "LoaizaGanem2019", "vae_cb"),
    Named("conditional VAE", "Sohn2015", "cvae"),
    Named(
        "VAE with a perceptual loss", "Hou2017", "perceptual", "absolute differences for squares"
    ),
    Named("deep latent Gaussian model", "Rezende2014", "hvae"),
    Named("ladder of layers", "Sonderby2016", "ladder"),
    Named("deep Kalman filter", "Krishnan2015", "state_space"),
    Named("VAE with a learned prior, a flow", "Chen2017", "flow_prior"),
    Named(
        "Gaussian-mixture VAE",
        "Dilokthanakul2016",
        "gmvae",
        "one mixture; the paper's varies with w",
    ),
    Named(
        "semi-supervised VAE, M2", "Kingma2014b", "ssvae", "a mean over examples; without log p(t)"
    ),
    Named("IWAE", "Burda2016", "iwae"),
    Named("IWAE of two layers", "Burda2016", "iwae_hierarchy"),
    Named("WAE-MMD", "Tolstikhin2018", "wae"),
    Named("InfoVAE", "Zhao2019", "infovae"),
    Named("FactorVAE", "Kim2018", "factor_vae"),
    Named("adversarial variational Bayes", "Mescheder2017", "avb", f"{_HALF}; T is −D"),
    Named("adversarial autoencoder", "Makhzani2015", "aae", _BOTH),
    Named("VAE/GAN in pixels", "Larsen2016", "vaegan", "θ, η × ½; D sees no reconstructions"),
    Named("VAE/GAN", "Larsen2016", "larsen", "θ, η × ½; D sees no reconstructions"),
    Named("Helmholtz machine, one layer", "Dayan1995", "helmholtz1"),
    Named("wake–sleep, two layers", "Hinton1995", "helmholtz"),
    Named("reweighted wake–sleep", "Bornschein2015", "reweighted", "wake and sleep of q × ½ each"),
    Named("adversary-activated VAE", "Hu2018", "aavae"),
    Named("adversary-activated conditional VAE", "Hu2018", "aacvae"),
    Named("adversary-activated semi-supervised VAE", "Hu2018", "aasvae"),
    Named("VAE with the perfect discriminator", "Hu2018", "aavae_degenerate"),
    Named("real NVP, MAF", "Dinh2017, Papamakarios2017", "flow"),
    Named("conditional flow", "Papamakarios2017", "conditional_flow"),
    Named("inverse autoregressive posterior", "Kingma2016", "iaf"),
    Named("diffusion, a chain of few steps", "SohlDickstein2015, Ho2020", "diffusion"),
    Named("diffusion, the simple loss", "Ho2020, Nichol2021", "ddpm", "× ½"),
    Named("variational diffusion", "Kingma2021", "bound_by_noise"),
    Named("diffusion that predicts data", "Kingma2021", "bound_by_data"),
    Named("flow matching, rectified flow", "Lipman2023, Liu2023", "flow_matching", "× ½"),
    Named("latent diffusion, one bound", "Vahdat2021, Rombach2022", "latent_diffusion"),
    Named("GAN", "Goodfellow2014", "gan", _BOTH),
    Named("saturating GAN", "Goodfellow2014", "minimax_gan", _HALF),
    Named("conditional GAN", "Mirza2014", "cgan", _BOTH),
    Named("auxiliary-classifier GAN", "Odena2017", "acgan", "each side × ½"),
    Named("InfoGAN, continuous codes", "Chen2016", "infogan", _BOTH),
    Named("InfoGAN, a class as its code", "Chen2016", "infogan_code", _BOTH),
    Named("importance weighted GAN", "Hu2018", "iwgan"),
    Named("importance weighted GAN, saturating", "Hu2018", "iwgan_minimax"),
    Named("least-squares GAN", "Mao2017", "lsgan", "θ × 2"),
    Named("hinge GAN", "Lim2017, Miyato2018", "hinge_gan", _HALF),
    Named("Wasserstein GAN", "Arjovsky2017", "wgan", _HALF),
    Named("WGAN-GP", "Gulrajani2017", "wgan_gp", f"{_HALF}, its penalty too"),
    Named("relativistic GAN", "Jolicoeur2019", "relativistic_gan"),
    Named("f-GAN, Kullback–Leibler", "Nowozin2016", "f_gan_kl", _HALF),
    Named("f-GAN, reverse Kullback–Leibler", "Nowozin2016", "f_gan_reverse_kl", _HALF),
    Named("f-GAN, Pearson χ²", "Nowozin2016", "f_gan_pearson", _HALF),
    Named("f-GAN, squared Hellinger", "Nowozin2016", "f_gan_hellinger", _HALF),
    Named("f-GAN, total variation", "Nowozin2016", "f_gan_total_variation", _HALF),
    Named("f-GAN, Jensen–Shannon", "Nowozin2016", "f_gan_jensen_shannon", _HALF),
    Named("ALI, BiGAN", "Dumoulin2017", "ali", "× ½, with flipped labels"),
    Named("CycleGAN", "Zhu2017", "cyclegan", "φ, ψ × ½; logarithms, and a cycle of weight 1"),
    Named("CycleGAN with the identity term", "Zhu2017", "cyclegan_identity", "φ, ψ × ½"),
    Named("pix2pix", "Isola2017", "pix2pix", "× ½"),
    Named("context encoder", "Pathak2016", "context_encoder", "L2 of the whole image × ½"),
    Named(
        "predictability minimisation",
        "Schmidhuber1992",
        "predictability",
        "squares × ½, and constants",
    ),
    Named("controllable invariance", "Xie2017", "invariant_code", "the weight of the game is ½"),
    Named("adversarial domain adaptation", "Hu2018", "ada", "labels × ½: p(y = source)"),
    Named("DANN", "Ganin2016", "dann", "× ½"),
    Named(
        "GAIL, on the states of the expert", "Ho2016", "gail", f"{_HALF}; D is large for the expert"
    ),
    Named(
        "GAIL, along a world that is given", "Ho2016", "gail_rollout", f"{_HALF}; without entropy"
    ),
)
"""In the order of the table that docs/peers.md shows."""
