"""A GAN and a VAE on the ring: the pair that the page offers to train beside each other.

The VAE's σ is what makes it see the ring. Data are mapped to [0, 1] before they are scored, where
the ring has the radius 0.4; under σ = 1, or a Bernoulli law, a code changes log p(x|z) by less than
its KL costs, so the code is not used and all samples lie in the middle. With σ = 0.05 it is used.
The GAN's generator is small beside its discriminator, which makes it drop modes within 2,000 steps.
"""

from __future__ import annotations

DATA, STEPS, BATCH = "ring", 2_000, 128

GAN = """\
model RingGAN "the generator makes what the discriminator takes for real"

visible   x : unit    ~ data
latent    z : real[2] ~ Normal(0, 1)
indicator y : {fake, real}

z ..|> x = G[θ]
x -!>  y ~ D[φ]

net G = mlp(16, 16)    # a larger one, trained for longer, drops fewer modes
net D = mlp(256, 256)
"""

VAE = """\
model RingVAE "every example must have a code from which it is made again"

visible x : unit    ~ data
latent  z : real[2] ~ Normal(0, 1)

z ->  x ~ Normal(G[θ], 0.05)  # a σ as wide as the data would hide them
x ..> z ~ E[η]

net G = mlp(128, 128)
net E = mlp(128, 128)
"""


def pair() -> dict[str, object]:
    """The two models, and how they are trained, as the page is told."""
    models = [{"name": name, "text": text} for name, text in (("GAN", GAN), ("VAE", VAE))]
    return {"data": DATA, "steps": STEPS, "batch": BATCH, "models": models}
