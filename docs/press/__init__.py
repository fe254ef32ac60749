"""The printing press of the documentation: code → pages, pictures and, through mkdocs, a site.

    python -m docs.press            # fill the pages and draw the pictures again
    python -m docs.press --train    # train the runs of the gallery again as well
    mkdocs build --strict           # the site, into build/site

Whatever a page shows that can be computed stands in it between `<!-- maker words -->` and
`<!-- end -->`, and is written by the maker of that name in `makers`. `tests/docs` compares.
"""
