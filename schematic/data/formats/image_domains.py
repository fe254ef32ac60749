"""A folder for each domain, with a folder for each class inside → a Dataset of several domains."""

from pathlib import Path

from schematic.data.columns import UNIT
from schematic.data.data_format import DataFormat, Streaming
from schematic.data.dataset import Dataset
from schematic.data.formats.image_folder import ReadImages, is_split
from schematic.data.image_files import (
    find_images,
    folders_in,
    has_images,
    read_images,
    split_rows,
)
from schematic.data.image_rows import count_numbers, stream_images


def is_of_domains(folder: Path) -> bool:
    """Return whether images lie two folders deep everywhere: in a domain, and there in a class."""
    domains = folders_in(folder)
    if not domains or has_images(folder) or is_split(folder):
        return False
    return all(not has_images(each) and any(map(has_images, folders_in(each))) for each in domains)


def read_image_domains(folder: Path, read: ReadImages = read_images) -> Dataset:
    """Read the images of each domain; a class has the same number in all domains.

    Args:
        folder: of the domains.
        read: what reads the images, or takes them to be decoded when they are asked for.

    Raises:
        DataError: images differ in size, or one of them cannot be read or would be left out.
    """
    domains = {place.name: find_images(place) for place in folders_in(folder)}
    table = read([image for images in domains.values() for image in images], folder)
    tables = split_rows(table, list(map(len, domains.values())))
    return Dataset(str(folder), dict(zip(domains, tables, strict=True)), {}, UNIT)


FORMAT = DataFormat(
    "a folder of domains with classes of images",
    is_of_domains,
    read_image_domains,
    is_folder=True,
    streaming=Streaming(count_numbers, lambda folder: read_image_domains(folder, stream_images)),
)
