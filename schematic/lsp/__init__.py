"""The language server: `schematic/service` over the wire of editors, by pygls.

It needs the extra `schematic[lsp]`; nothing here imports torch.
"""
