"""The text of a spec to begin from, as `sgm new` and the page write it."""

STARTER = """\
model {name} "a variational autoencoder to begin from"

# Nodes. `~` gives a node its own law: visible nodes follow the data, latent ones a prior.
visible x : unit     ~ data           # its shape is the data's
latent  z : real[16] ~ Normal(0, 1)

# Factors. Solid arrows generate and are scored, dashed ones infer and are sampled.
z -> x ~ G[θ]    # p(x|z), by net G, trained with the parameters θ
x ..> z ~ E[η]   # q(z|x); its filled head means a density, so the KL matches it to the prior

# Nets: only what is inside; their ends follow from the nodes.
net G = mlp(256)
net E = mlp(256)

# sgm check {file}   sgm derive {file}   sgm render {file} -o out.svg   sgm train {file}
"""
