"""Writes citizens-500.csv: 500 people who never lived, as rows of `motcua intake`.

    python3 citizens-500.py > citizens-500.csv

Needs Faker (the Python package, 40.54.0 wrote the file; locale vi_VN) and nothing of this
repository. The seed is fixed, so the same version writes the same file; the tests read the file and
never run this. Names, streets and e-mail addresses come from Faker. Personal numbers are put together
as the law has it (province, century and sex, year of birth, six digits), telephones are mobile numbers
in the ways people write them. All text is NFC; procedures are real ones of the catalogue.
"""

import csv
import sys
import unicodedata

from faker import Faker

SEED = 2026
COUNT = 500
PROCEDURES = (
    "1.001193", "1.000894", "1.010041", "1.010038", "1.003677", "2.000884",
    "1.115685", "2.000815", "2.001019", "2.000908",
)
# Provinces of before July 2025, as personal numbers keep them.
PROVINCES = ("001", "002", "004", "006", "020", "022", "024", "031", "048", "079")
MIDDLES = {"M": ("Văn", "Đức", "Hữu", "Quốc", ""), "F": ("Thị", "Thị Ánh", "Ngọc", "Mùi", "")}
PHONES = ("09########", "03## ### ###", "08##.###.###", "+84 7# ### ## ##", "")
BIRTHS = ("%d/%m/%Y", "%m/%Y", "%Y")
HEAD = ("client_ref", "procedure", "name", "id", "born", "sex", "address", "phone", "email")


def number(fake, born, sex):
    """A personal number of the holder: 12 digits."""
    century = 2 * (born.year // 100 - 19) + (sex == "F")
    start = f"{fake.random_element(PROVINCES)}{century}{born.year % 100:02}"
    return start + fake.numerify("######")


def citizen(fake, index):
    """One row; what people leave out is left out here and there."""
    sex = fake.random_element("MF")
    first = fake.first_name_male() if sex == "M" else fake.first_name_female()
    name = (fake.last_name(), fake.random_element(MIDDLES[sex]), first)
    born = fake.date_of_birth(minimum_age=18, maximum_age=95)
    row = (
        f"citizen-{index:03}",
        PROCEDURES[index % len(PROCEDURES)],
        " ".join(part for part in name if part),
        number(fake, born, sex),
        born.strftime(BIRTHS[index % len(BIRTHS)]),
        sex,
        fake.address().replace("\n", ", "),
        fake.numerify(PHONES[index % len(PHONES)]),
        fake.email() if index % 3 else "",
    )
    return [unicodedata.normalize("NFC", cell) for cell in row]


def main():
    fake = Faker("vi_VN")
    fake.seed_instance(SEED)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HEAD)
    out.writerows(citizen(fake, index) for index in range(1, COUNT + 1))


if __name__ == "__main__":
    main()
