"""The backend: emitted source, bound modules, losses and gradients."""
