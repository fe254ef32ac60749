"""A folder for each domain, with a folder for each class inside → a Dataset of several domains."""

from pathlib import Path

from schematic.data.columns import UNIT
from schematic.data.data_format import DataFormat
from schematic.data.dataset import Dataset
from schematic.data.formats.image_folder import is_split
from schematic.data.image_files import (
    UNCHANGED,
    find_images,
    folders_in,
    has_images,
    read_images,
    split_rows,
)
from schematic.data.preparation.image_changes import AskedChanges
from schematic.data.preparation.prepared_images import told_of_files


def is_of_domains(folder: Path) -> bool:
    """Return whether images lie two folders deep everywhere: in a domain, and there in a class."""
    domains = folders_in(folder)
    if not domains or has_images(folder) or is_split(folder):
        return False
    return all(not has_images(each) and any(map(has_images, folders_in(each))) for each in domains)


def read_image_domains(folder: Path, changes: AskedChanges = UNCHANGED) -> Dataset:
    """Read the images of each domain; a class has the same number in all domains.

    Raises:
        DataError: images differ in size, or one of them cannot be read or would be left out.
    """
    domains = {place.name: find_images(place) for place in folders_in(folder)}
    table = read_images([image for images in domains.values() for image in images], folder, changes)
    tables = split_rows(table, list(map(len, domains.values())))
    train = dict(zip(domains, tables, strict=True))
    return Dataset(str(folder), train, {}, UNIT, notes=told_of_files(changes))


FORMAT = DataFormat(
    "a folder of domains with classes of images",
    is_of_domains,
    read_image_domains,
    is_folder=True,
    read_changed=read_image_domains,
)
