"""The program that each hand-written reference stands for, in the reference's own sizes."""

from __future__ import annotations

F_GANS = ("kl", "reverse-kl", "pearson", "hellinger", "total-variation", "jensen-shannon")
"""The prices of `f_gan` in `tests/references/adversarial.py`, which needs torch."""

HEAD = "latent z : real[3] ~ Normal(0, 1)\nindicator y : {fake, real}\n"
UNIT = "visible x : unit ~ data\n"
REAL = "visible x : real ~ data\n"
VAE = UNIT + "latent z : real[3] ~ Normal(0, 1)\nz -> x ~ G[θ]\n"
REAL_VAE = REAL + "latent z : real[3] ~ Normal(0, 1)\nx ..> z ~ E[η]\n"
GAN = UNIT + HEAD + "z ..|> x = G[θ]\n"
CLASSES = "visible c : cat[3] ~ data\n"
DOMAINS = """
visible z : real ~ data by y
visible t : cat[3] ~ data when y = source
latent x : real[5]
indicator y : {target, source}
z ..|> x = G[θ]
x -> t ~ C[ω]
"""
ALI = UNIT + HEAD + "x ..> z ~ E[η]\nz ..|> x = G[θ]\n"

BOUND = """
    visible x : real[5] ~ data
    latent  t : unit[1] ~ Uniform(0.1, 0.9)
    latent  u : real
    x, t ..> u ~ Diffused({})
    u, t -> x ~ Normal(U[θ], 1) {{predict = {}, weight = bound}}
"""

SSVAE = (
    UNIT
    + """
visible t : cat[3] ~ data or Categorical
latent z : real[3] ~ Normal(0, 1)
z, t -> x ~ G[θ]
x, t ..> z ~ E[η]
x ..> t ~ C[η] {gradient = enumerate}
x -> t ~ C[η] {weight = 0.1}
"""
)

PROGRAMS = {
    "ssvae": SSVAE,
    "aasvae": SSVAE + "indicator y : {fake, real}\nx ..!> y ~ D[φ]\n",
    "partly_real": UNIT
    + "visible v : real ~ data or Normal(0, 1)\nv -> x ~ G[θ]\nx ..> v ~ C[η]\n",
    "gmvae": UNIT
    + "latent c : cat[3] ~ Categorical {sum}\nlatent z : real[3]\n"
    + "c -> z ~ P[θ]\nz -> x ~ G[θ]\nx ..> z ~ E[η]\n",
    "mixture": UNIT
    + "visible v : real ~ data\nlatent b : binary[2] ~ Bernoulli(0.3) {sum}\n"
    + "b -> x ~ G[θ]\nb -> v ~ F[θ]\n",
    "ae": UNIT + "latent z : real[3]\nz -> x ~ G[θ]\nx ..|> z = E[η]\n",
    "vae": VAE + "x ..> z ~ E[η]\n",
    "beta_vae": VAE + "x ..> z ~ E[η] {beta = 4}\n",
    "vae_normal": REAL_VAE.replace("x ..>", "z -> x ~ G[θ]\nx ..>"),
    "vae_laplace": REAL_VAE.replace("x ..>", "z -> x ~ Laplace(G[θ], 1)\nx ..>"),
    "perceptual": UNIT
    + "latent z : real[3] ~ Normal(0, 1)\nlatent f : real[4]\nx ..|> f = T[frozen]\n"
    + "z -> x ~ Laplace(G[θ], 1) {features = T}\nx ..> z ~ E[η] {samples = 2}\n",
    "vae_cb": VAE.replace("~ G[θ]", "~ ContinuousBernoulli(G[θ])") + "x ..> z ~ E[η]\n",
    "cvae": CLASSES + VAE.replace("z ->", "z, c ->") + "x, c ..> z ~ E[η]\n",
    "hvae": """
        visible x : real[5] ~ data
        latent h : real[4]
        latent z : real[3] ~ Normal(0, 1)
        h -> x ~ Normal(G1[θ], 1)
        z -> h ~ G2[θ]
        x ..> h ~ E1[η]
        h ..> z ~ E2[η]
    """,
    "ladder": """
        let T = 3
        visible x : real[5] ~ data
        latent z[t] : real[3] for t in 1..T-1
        latent z[T] : real[3] ~ Normal(0, 1)
        z[1] -> x ~ Normal(G[θ], 1)
        z[t] -> z[t-1] ~ P[t][θ] for t in 2..T
        x ..> z[1] ~ E[1][η]
        z[t-1] ..> z[t] ~ E[t][η] for t in 2..T
    """,
    "diffusion": """
        let T = 3
        visible x : real[5] ~ data
        latent z[t] : real[5] for t in 1..T-1
        latent z[T] : real[5] ~ Normal(0, 1)
        z[1] -> x ~ Normal(U[1][θ], 0.5)
        z[t] -> z[t-1] ~ Normal(U[t][θ], 0.5) for t in 2..T
        x ..> z[1] ~ Normal(scale(0.8)[frozen], 0.6)
        z[t-1] ..> z[t] ~ Normal(scale(0.8)[frozen], 0.6) for t in 2..T
    """,
    "latent_diffusion": """
        let T = 3
        visible x : unit ~ data
        latent z[t] : real[3] for t in 0..T-1
        latent z[T] : real[3] ~ Normal(0, 1)
        x ..> z[0] ~ E[η]
        z[0] -> x ~ G[θ]
        z[t] -> z[t-1] ~ Normal(U[t][ω], 0.6) for t in 1..T
        z[t-1] ..> z[t] ~ Normal(scale(0.8)[frozen], 0.6) for t in 1..T
    """,
    "gail": """
        visible s : real ~ data
        visible a : cat[3] ~ data
        indicator y : {policy, expert}
        s ..> a ~ P[θ] {gradient = score}
        s, a -!> y ~ D[φ] {loss = minimax}
    """,
    "gail_rollout": """
        let T = 3
        visible s[t] : real[5] ~ data for t in 1..T
        visible a[t] : cat[3] ~ data for t in 1..T
        indicator y : {policy, expert}
        s[t] ..> a[t] ~ P[θ] {gradient = score} for t in 1..T
        s[t-1], a[t-1] ..> s[t] ~ Normal(W[frozen], 0.1) for t in 2..T
        s[t], a[t] -!> y ~ D[φ] {loss = minimax} for t in 1..T
    """,
    "context_encoder": UNIT.replace("unit", "unit[1, 4, 4]")
    + "latent u : real[1, 4, 4]\nvisible r : unit[1, 4, 4] ~ data\nindicator y : {fake, real}\n"
    + "x ..|> u = mask(border)[frozen]\nu -> x ~ Normal(G[θ], 1)\nu ..|> r = G[θ]\n"
    + "r -!> y ~ D[φ] {weight = 0.1}\n",
    "state_space": """
        let T = 3
        visible x[t] : real[5] ~ data for t in 1..T
        latent z[0] : real[3] ~ Normal(0, 1)
        latent z[t] : real[3] for t in 1..T
        z[t-1] -> z[t] ~ P[θ] for t in 1..T
        z[t] -> x[t] ~ Normal(G[θ], 1) for t in 1..T
        x[1] ..> z[0] ~ E0[η]
        x[t], z[t-1] ..> z[t] ~ E[η] for t in 1..T
    """,
    "hvae_weights": """
        visible x : real[5] ~ data
        latent h : real[4]
        latent z : real[3] ~ Normal(0, 1)
        h -> x ~ Normal(G1[θ], 1) {weight = 2}
        z -> h ~ Normal(G2[θ], 1) {weight = 3}
        x, z ..> h ~ E1[η] {beta = 0.5}
        x ..> z ~ E2[η] {beta = 4}
    """,
    "iwae": VAE + "x ..> z ~ E[η] {samples = 3, bound = importance}\n",
    "iwae_hierarchy": """
        visible x : real[5] ~ data
        latent h : real[4]
        latent z : real[3] ~ Normal(0, 1)
        h -> x ~ Normal(G1[θ], 1)
        z -> h ~ G2[θ]
        x ..> h ~ E1[η] {samples = 3, bound = importance}
        h ..> z ~ E2[η]
    """,
    "wae": VAE.replace("Normal(0, 1)", "Normal(0, 1.5)") + "x ..|> z = E[η] {match = 100 mmd}\n",
    "infovae": VAE + "x ..> z ~ E[η] {match = 0.5 kl + 10 mmd, samples = 2}\n",
    "factor_vae": VAE
    + "indicator y : {joint, marginals}\n"
    + "x ..> z ~ E[η] {match = kl + adversary}\n"
    + "z -!> y ~ D[φ] {loss = ratio, real = marginals, weight = 6}\n",
    "kl_and_adversary": UNIT
    + HEAD
    + "z -> x ~ G[θ]\nx ..> z ~ E[η] {match = 0.25 kl + 3 adversary}\n"
    + "z -!> y ~ D[φ] {weight = 2}\n",
    "gan": GAN + "x -!> y ~ D[φ]\n",
    "hinge_gan": GAN + "x -!> y ~ D[φ] {loss = hinge}\n",
    "minimax_gan": GAN + "x -!> y ~ D[φ] {loss = minimax}\n",
    "relativistic_gan": GAN + "x -!> y ~ D[φ] {loss = relativistic}\n",
    "ratio_gan": GAN + "x -!> y ~ D[φ] {loss = ratio}\n",
    **{
        f"f_gan_{word.replace('-', '_')}": GAN + f"x -!> y ~ D[φ] {{loss = {word}}}\n"
        for word in F_GANS
    },
    "lsgan": GAN + "x -!> y ~ D[φ] {loss = squares}\n",
    "iwgan": GAN.replace("G[θ]", "G[θ] {bound = importance}") + "x -!> y ~ D[φ]\n",
    "iw_infogan": GAN.replace("G[θ]", "G[θ] {bound = importance}")
    + "x -!> y ~ D[φ] {weight = 2}\nx -> z ~ Q[η] {weight = 3}\n",
    "predictability": UNIT
    + "latent a : unit[4]\nlatent b : unit[2]\nx ..|> a = A[θ]\nx ..|> b = B[θ]\n"
    + "a, b -> x ~ G[θ]\na -!> b ~ Normal(P[φ], 1)\nb -!> a ~ Normal(Q[φ], 1) {weight = 2}\n",
    "invariant_code": UNIT
    + "visible d : cat[3] ~ data\nlatent h : real[3]\nx ..> h ~ E[θ]\n"
    + "h, d -> x ~ G[θ]\nh -!> d ~ C[φ] {weight = 0.5}\n",
    "wgan": GAN + "x -!> y ~ D[φ] {loss = wasserstein, clip = 0.05}\n",
    "wgan_gp": GAN + "x -!> y ~ D[φ] {loss = wasserstein, penalty = 10}\n",
    "cgan": CLASSES + GAN.replace("z ..", "z, c ..") + "x, c -!> y ~ D[φ]\n",
    "infogan": GAN + "x -!> y ~ D[φ]\nx -> z ~ Q[η]\n",
    "infogan_code": UNIT
    + HEAD
    + "latent c : cat[3] ~ Categorical\nz, c ..|> x = G[θ]\nx -!> y ~ D[φ]\nx -> c ~ Q[η]\n",
    "aae": UNIT + HEAD + "x ..|> z = E[θ]\nz -!> y ~ D[φ]\nz -> x ~ G[η]\n",
    "aavae": UNIT + HEAD + "z -> x ~ G[θ]\nx ..!> y ~ D[φ]\nx ..> z ~ Q[η]\n",
    "aavae_degenerate": UNIT
    + HEAD
    + "z -> x ~ G[θ]\nx ..!> y ~ D[φ] {degenerate}\nx ..> z ~ Q[η]\n",
    "aacvae": CLASSES
    + "visible t : cat[3] ~ data\n"
    + UNIT
    + HEAD
    + "z, c -> x ~ G[θ]\nx, c ..!> y ~ D[φ]\nx, c ..> z ~ Q[η]\nx -> t ~ C[ω]\n",
    "frozen_features": GAN
    + "x -!> y ~ D[φ]\nlatent f : real[4]\nx ..|> f = T[frozen]\nf -> z ~ Q[η]\n",
    "denoising": REAL
    + "latent u : real[5]\nnet S = scale(0.9)\n"
    + "x ..> u ~ Normal(S, 0.3)\nu -> x ~ Normal(G[θ], 1)\n",
    "ddpm": """
        visible x : unit[1, 4, 4] ~ data
        latent  t : unit[1] ~ Uniform(0, 1)
        latent  u : real
        x, t ..> u ~ Diffused(cosine)
        u, t -> x ~ Normal(U[θ], 1) {predict = noise}
    """,
    "flow_matching": """
        visible x : real[5] ~ data
        visible c : cat[3] ~ data
        latent  t : unit[1] ~ Uniform(0, 1)
        latent  u : real
        x, t ..> u ~ Diffused(linear)
        u, t, c -> x ~ Normal(U[θ], 1) {predict = velocity, weight = simple}
    """,
    "denoised": """
        visible x : real[5] ~ data
        latent  t : real[1] ~ Uniform(0.2, 0.7)
        latent  u : real[5]
        x, t ..> u ~ Diffused(linear) {samples = 2}
        t, u -> x ~ Normal(U[θ], 1) {predict = data, weight = 3}
    """,
    "bound_by_noise": BOUND.format("cosine", "noise"),
    "bound_by_data": BOUND.format("linear", "data"),
    "bound_by_velocity": BOUND.format("linear", "velocity"),
    "pix2pix": """
        visible a : real[4] ~ data
        visible x : real[5] ~ data
        indicator y : {fake, real}
        a ..|> x = G[θ]
        a, x -!> y ~ D[φ]
        a -> x ~ Laplace(G[θ], 1) {weight = 100}
    """,
    "acgan": CLASSES + GAN.replace("z ..", "z, c ..") + "x -!> y ~ D[φ]\nx -> c ~ C[ω]\n",
    "ada": DOMAINS + "x -!> y ~ D[φ]\n",
    "dann": DOMAINS + "x -!> y ~ D[φ] {loss = minimax, weight = 0.1}\n",
    "flow": REAL + "latent z : real[5] ~ Normal(0, 1)\nz -|> x = F[θ]\nnet F = coupling(4)\n",
    "conditional_flow": CLASSES
    + REAL
    + "latent z : real[5] ~ Normal(0, 1)\nz, c -|> x = F[θ] {weight = 2}\n"
    + "net F = autoregressive(4)\n",
    "iaf": UNIT
    + "latent z : real[3] ~ Normal(0, 1)\nlatent u : real[3]\nz -> x ~ G[θ]\n"
    + "x ..> u ~ E[η]\nu, x ..|> z = A[η]\nnet A = autoregressive(4)\n",
    "flow_prior": UNIT
    + "latent z : real[3]\nlatent e : real[3] ~ Normal(0, 1)\n"
    + "z -> x ~ G[θ]\ne -|> z = F[θ]\nx ..> z ~ E[η]\nnet F = coupling(4)\n",
    "helmholtz1": """
        visible x : binary ~ data
        latent h : binary[4] ~ Bernoulli(0.5)
        h -> x ~ G[θ]
        x ..> h ~ R[λ]
        train wake-sleep
    """,
    "helmholtz": """
        visible x : binary ~ data
        latent h1 : binary[4]
        latent h2 : binary[2] ~ Bernoulli(0.5)
        h1 -> x ~ G1[θ]
        h2 -> h1 ~ G2[θ]
        x ..> h1 ~ R1[λ]
        h1 ..> h2 ~ R2[λ]
        train wake-sleep
    """,
    "reweighted": """
        visible x : binary ~ data
        latent h1 : binary[4]
        latent h2 : binary[2] ~ Bernoulli(0.5)
        h1 -> x ~ G1[θ]
        h2 -> h1 ~ G2[θ]
        x ..> h1 ~ R1[λ] {samples = 3}
        h1 ..> h2 ~ R2[λ]
        train reweighted-wake-sleep
    """,
    "vaegan": UNIT + HEAD + "x ..> z ~ E[η]\nz ..|> x = G[θ]\nz -> x ~ G[θ]\nx -!> y ~ D[φ]\n",
    "larsen": ALI + "z -> x ~ Normal(G[θ], 0.5) {features = D, weight = 3}\nx -!> y ~ D[φ]\n",
    "ali": ALI + "x, z -!> y ~ D[φ]\n",
    "relativistic_ali": ALI + "x, z -!> y ~ D[φ] {loss = relativistic}\n",
    "avb": UNIT
    + "latent z : real[3] ~ Normal(0, 1)\nlatent e : real[2] ~ Normal(0, 1)\n"
    + "indicator y : {posterior, prior}\nz -> x ~ G[θ]\nx, e ..|> z = E[η]\n"
    + "x, z -!> y ~ D[φ] {loss = ratio}\n",
    "iwgan_minimax": GAN.replace("G[θ]", "G[θ] {bound = importance}")
    + "x -!> y ~ D[φ] {loss = minimax}\n",
    "iwgan_ratio": GAN.replace("G[θ]", "G[θ] {bound = importance}")
    + "x -!> y ~ D[φ] {loss = ratio}\n",
    "cyclegan_identity": """
        visible a : real[5] ~ data
        visible b : real[5] ~ data
        visible i : real[5] ~ data
        visible j : real[5] ~ data
        indicator y : {fake, real}
        a ..|> b = F[θ]
        b ..|> a = G[η]
        a -!> y ~ A[φ]
        b -!> y ~ B[ψ]
        b -> a ~ Laplace(G[η], 1)
        a -> b ~ Laplace(F[θ], 1)
        i -> b ~ Laplace(F[θ], 1) {weight = 0.5}
        j -> a ~ Laplace(G[η], 1) {weight = 0.5}
    """,
    "cyclegan": """
        visible a : real[5] ~ data
        visible b : real[4] ~ data
        indicator y : {fake, real}
        a ..|> b = F[θ]
        b ..|> a = G[η]
        a -!> y ~ A[φ]
        b -!> y ~ B[ψ]
        b -> a ~ Laplace(G[η], 1)
        a -> b ~ Laplace(F[θ], 1)
    """,
}
