"""What people ask of a trained model is drawn here: samples given values, walks through latents."""
