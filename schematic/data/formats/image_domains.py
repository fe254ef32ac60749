"""A folder for each domain, with a folder for each class inside → a Dataset of several domains.

A domain may be split in itself: its folders are then called train and test, with the classes in
them.
"""

from pathlib import Path

from schematic.data.image_files import folders_in, has_images
from schematic.data.image_sets import image_format
from schematic.data.image_splits import Splits, find_splits, is_split


def is_of_domains(folder: Path) -> bool:
    """Return whether images lie two folders deep everywhere: in a domain, and there in a class."""
    domains = folders_in(folder)
    if not domains or has_images(folder) or is_split(folder):
        return False
    return all(
        not has_images(each) and (is_split(each) or any(map(has_images, folders_in(each))))
        for each in domains
    )


def find_domains(folder: Path) -> dict[str, Splits]:
    """Return the splits of each domain, by the name of its folder."""
    return {place.name: find_splits(place) for place in folders_in(folder)}


FORMAT = image_format("a folder of domains with classes of images", is_of_domains, find_domains)
