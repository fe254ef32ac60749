"""The documentation, and `docs.press`, which fills its pages and makes a site of them."""
