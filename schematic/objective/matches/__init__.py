"""How inferred nodes meet their laws: one file a way, named as the language names it."""
