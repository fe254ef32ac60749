"""Every reference by name, with the nets that each player alone may move."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from .adversarial import (
    F_DIVERGENCES,
    aae,
    acgan,
    ada,
    ali,
    cgan,
    context_encoder,
    cyclegan,
    dann,
    f_gan,
    frozen_features,
    gan,
    hinge_gan,
    infogan,
    infogan_code,
    invariant_code,
    iw_infogan,
    iwgan,
    larsen,
    lsgan,
    minimax_gan,
    pix2pix,
    predictability,
    ratio_gan,
    relativistic_ali,
    relativistic_gan,
    vaegan,
    wgan,
    wgan_gp,
)
from .chains import diffusion, ladder, latent_diffusion, state_space
from .densities import Batch, Losses, Nets, Noise
from .diffusion import (
    bound_by_data,
    bound_by_noise,
    bound_by_velocity,
    ddpm,
    denoised,
    flow_matching,
)
from .flows import conditional_flow, flow, flow_prior, iaf
from .imitation import gail, rollout
from .joined import avb, cyclegan_identity, iwgan_minimax, iwgan_ratio
from .matched import factor_vae, infovae, iwae, iwae_hierarchy, kl_and_adversary, wae
from .partly import aasvae, gmvae, mixture, partly_real, ssvae
from .variational import (
    aacvae,
    aavae,
    aavae_degenerate,
    ae,
    beta_vae,
    cvae,
    denoising,
    helmholtz,
    helmholtz1,
    hvae,
    hvae_weights,
    perceptual,
    reweighted,
    vae,
    vae_cb,
    vae_laplace,
    vae_normal,
)


class Reference(NamedTuple):
    """A loss function (nets, batch, noise) → {player: scalar}, {player: its own nets}, nobody's."""

    losses: Callable[..., Losses]
    owners: Mapping[str, tuple[str, ...]]
    frozen: tuple[str, ...] = ()


_GAN = {"phi": ("D",), "theta": ("G",)}
_INFOGAN = {"phi": ("D",), "theta,eta": ("G", "Q")}
_VAE = {"theta,eta": ("G", "E")}

REFERENCES: Mapping[str, Reference] = {
    "ae": Reference(ae, _VAE),
    "vae": Reference(vae, _VAE),
    "beta_vae": Reference(beta_vae, _VAE),
    "vae_normal": Reference(vae_normal, _VAE),
    "vae_laplace": Reference(vae_laplace, _VAE),
    "perceptual": Reference(perceptual, _VAE, ("T",)),
    "vae_cb": Reference(vae_cb, _VAE),
    "cvae": Reference(cvae, _VAE),
    "hvae": Reference(hvae, {"theta,eta": ("G1", "G2", "E1", "E2")}),
    "hvae_weights": Reference(hvae_weights, {"theta,eta": ("G1", "G2", "E1", "E2")}),
    "ladder": Reference(ladder, {"theta,eta": ("G", "P_2", "P_3", "E_1", "E_2", "E_3")}),
    "diffusion": Reference(diffusion, {"theta": ("U_1", "U_2", "U_3")}),
    "latent_diffusion": Reference(
        latent_diffusion, {"eta,theta,omega": ("E", "G", "U_1", "U_2", "U_3")}
    ),
    "state_space": Reference(state_space, {"theta,eta": ("P", "G", "E0", "E")}),
    "iwae": Reference(iwae, _VAE),
    "iwae_hierarchy": Reference(iwae_hierarchy, {"theta,eta": ("G1", "G2", "E1", "E2")}),
    "wae": Reference(wae, _VAE),
    "infovae": Reference(infovae, _VAE),
    "kl_and_adversary": Reference(kl_and_adversary, {"phi": ("D",), "theta,eta": ("G", "E")}),
    "flow": Reference(flow, {"theta": ("F",)}),
    "conditional_flow": Reference(conditional_flow, {"theta": ("F",)}),
    "iaf": Reference(iaf, {"theta,eta": ("G", "E", "A")}),
    "flow_prior": Reference(flow_prior, {"theta,eta": ("G", "F", "E")}),
    "factor_vae": Reference(factor_vae, {"phi": ("D",), "theta,eta": ("G", "E")}),
    "helmholtz1": Reference(helmholtz1, {"theta": ("G",), "lambda": ("R",)}),
    "helmholtz": Reference(helmholtz, {"theta": ("G1", "G2"), "lambda": ("R1", "R2")}),
    "reweighted": Reference(reweighted, {"theta": ("G1", "G2"), "lambda": ("R1", "R2")}),
    "aavae": Reference(aavae, _INFOGAN),
    "aavae_degenerate": Reference(aavae_degenerate, {"theta,eta": ("G", "Q")}),
    "aacvae": Reference(aacvae, {"phi": ("D",), "theta,eta,omega": ("G", "Q", "C")}),
    "ssvae": Reference(ssvae, {"theta,eta": ("G", "E", "C")}),
    "aasvae": Reference(aasvae, {"phi": ("D",), "theta,eta": ("G", "E", "C")}),
    "partly_real": Reference(partly_real, {"theta,eta": ("G", "C")}),
    "gmvae": Reference(gmvae, {"theta,eta": ("P", "G", "E")}),
    "mixture": Reference(mixture, {"theta": ("G", "F")}),
    "gan": Reference(gan, _GAN),
    "cgan": Reference(cgan, _GAN),
    "predictability": Reference(predictability, {"phi": ("P", "Q"), "theta": ("A", "B", "G")}),
    "invariant_code": Reference(invariant_code, {"phi": ("C",), "theta": ("E", "G")}),
    "iwgan": Reference(iwgan, _GAN),
    "iw_infogan": Reference(iw_infogan, _INFOGAN),
    "wgan": Reference(wgan, _GAN),
    "wgan_gp": Reference(wgan_gp, _GAN),
    "hinge_gan": Reference(hinge_gan, _GAN),
    "lsgan": Reference(lsgan, _GAN),
    "minimax_gan": Reference(minimax_gan, _GAN),
    "ratio_gan": Reference(ratio_gan, _GAN),
    "relativistic_gan": Reference(relativistic_gan, _GAN),
    "relativistic_ali": Reference(relativistic_ali, {"phi": ("D",), "eta,theta": ("E", "G")}),
    **{
        f"f_gan_{name.replace('-', '_')}": Reference(partial(f_gan, divergence=name), _GAN)
        for name in F_DIVERGENCES
    },
    "infogan": Reference(infogan, _INFOGAN),
    "infogan_code": Reference(infogan_code, _INFOGAN),
    "frozen_features": Reference(frozen_features, _INFOGAN, ("T",)),
    "denoising": Reference(denoising, {"theta": ("G",)}),
    "ddpm": Reference(ddpm, {"theta": ("U",)}),
    "flow_matching": Reference(flow_matching, {"theta": ("U",)}),
    "denoised": Reference(denoised, {"theta": ("U",)}),
    "bound_by_noise": Reference(bound_by_noise, {"theta": ("U",)}),
    "bound_by_data": Reference(bound_by_data, {"theta": ("U",)}),
    "bound_by_velocity": Reference(bound_by_velocity, {"theta": ("U",)}),
    "gail": Reference(gail, {"phi": ("D",), "theta": ("P",)}),
    "gail_rollout": Reference(rollout, {"phi": ("D",), "theta": ("P",)}, ("W",)),
    "context_encoder": Reference(context_encoder, _GAN),
    "avb": Reference(avb, {"phi": ("D",), "theta,eta": ("G", "E")}),
    "iwgan_minimax": Reference(iwgan_minimax, _GAN),
    "iwgan_ratio": Reference(iwgan_ratio, _GAN),
    "pix2pix": Reference(pix2pix, _GAN),
    "acgan": Reference(acgan, {"phi": ("D",), "theta,omega": ("G", "C")}),
    "aae": Reference(aae, {"phi": ("D",), "theta,eta": ("E", "G")}),
    "ada": Reference(ada, {"phi": ("D",), "theta,omega": ("G", "C")}),
    "dann": Reference(dann, {"phi": ("D",), "theta,omega": ("G", "C")}),
    "vaegan": Reference(vaegan, {"phi": ("D",), "eta,theta": ("E", "G")}),
    "larsen": Reference(larsen, {"phi": ("D",), "eta,theta": ("E", "G")}),
    "ali": Reference(ali, {"phi": ("D",), "eta,theta": ("E", "G")}),
    "cyclegan": Reference(cyclegan, {"phi": ("A",), "psi": ("B",), "theta,eta": ("F", "G")}),
    "cyclegan_identity": Reference(
        cyclegan_identity, {"phi": ("A",), "psi": ("B",), "theta,eta": ("F", "G")}
    ),
}


def losses(name: str, nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """The losses of the model of that name."""
    return REFERENCES[name].losses(nets, batch, noise)
