"""Names, places and addresses that nobody has: a known surname behind a word that says it is made up."""

from __future__ import annotations

from random import Random

_GIVEN = (
    "Abena Adaeze Agnieszka Ahmed Aisha Alan Alice Amara Amir Ana Andrzej Anita Anwen Arjun Asha Aylin Baljit Barbara Ben "
    "Bilal Bogdan Bronwen Carlos Carol Chidi Chloe Claire Colin Dafydd Daniela David Deepa Delroy Diana Dmitri Dorothy "
    "Ebony Efua Elena Eleri Emeka Emma Esra Fatima Femi Fiona Florence Gareth George Gloria Grace Gurpreet Hadiza Hannah "
    "Harpreet Hassan Hussein Ifan Imran Ines Irene Isaac Ivan Jack Jamal Jasmine Jean Jin Jo John Jordan Joseph Joy Kamal "
    "Karen Kasia Keisha Ken Kofi Kwame Lakshmi Laura Leila Leroy Lin Linda Luca Mahmoud Malik Mandeep Maria Marcus Mary Mei "
    "Michael Mohammed Monika Nadia Naomi Neha Ngozi Nia Nikos Nirmala Noor Olga Olu Omar Owen Pat Patience Paul Pedro Priya "
    "Rachel Rafael Raj Rhys Rita Robert Rosa Ruth Saira Sam Samira Sanjay Sarah Sean Seema Shanice Sian Sofia Stefan Sunita "
    "Susan Tariq Temi Thandi Tomasz Tunde Uma Valerie Viktor Wei Wendy Winston Xin Yasmin Yusuf Zainab Zofia Zoë Renée"
)
MARKS = (
    "Example", "Fable", "Fiction", "Imagined", "Invented", "Madeup", "Mock", "Pretend", "Sample", "Specimen", "Story", "Supposed",
)  # fmt: skip
_FAMILY = (
    "Achebe Adeyemi Ahmed Ali Allen Amin Appiah Asante Bailey Bakshi Banda Begum Bell Bello Bianchi Boateng Brown Campbell "
    "Chan Chaudhry Chen Clarke Cohen Cooper Costa Cruz Danso Davies Desai Diallo Dogan Edwards Eze Farah Fernandez Fraser "
    "Garcia Ghosh Gill Green Griffiths Gupta Haddad Hall Harris Hassan Hill Horvat Hughes Hussain Ibrahim Islam Ivanov "
    "Jackson Jama James Jones Joseph Kamara Kaur Kelly Khan Kim Kowalski Kumar Lee Levy Lewis Li Lopez Malik Mensah Miah "
    "Mitchell Mohamed Moore Moyo Murphy Murray Mwangi Nguyen Novak Nowak Nwosu Obi Okafor Okoro Osei Owusu Pandey Parry "
    "Patel Pereira Petrov Popescu Price Qureshi Rahman Rao Reid Roberts Rossi Said Sandhu Santos Scott Shah Sharma Silva "
    "Singh Smith Sato Stewart Suleiman Taylor Thomas Tran Turner Uddin Walker Walsh Wang White Williams Wójcik Wong Wright "
    "Yilmaz Young Zhang"
)
GIVEN, FAMILY = tuple(_GIVEN.split()), tuple(_FAMILY.split())
TOWNS = (
    "Fablebury", "Inventon", "Madeupham", "Mockford", "Nowhere Green", "Pretendon", "Sampleford", "Specimen Hill", "Storywell",
    "Supposeby", "Upper Fiction", "Vale",
)  # fmt: skip
DISTRICTS = tuple(f"ZZ{number}" for number in range(1, 21))
STREETS = ("Example Street", "Imagined Avenue", "Invented Row", "Pretend Lane", "Sample Close", "Story Terrace")
MAIL_DOMAINS = ("letters.example", "mail.example", "post.example", "words.example")
NOTES = (
    "Mornings are best.",
    "Please use text relay.",
    "Please let it ring for a long time.",
    "My sister speaks for me when I am tired.",
    "Large print, please.",
)


def full_name(rng: Random) -> str:
    """A name such as "Ama Fable-Okoro": readable, and nobody has it."""
    return f"{rng.choice(GIVEN)} {rng.choice(MARKS)}-{rng.choice(FAMILY)}"


def email(plain_name: str, number: int, rng: Random) -> str:
    """An address in a domain that can never exist (RFC 2606); `plain_name` is the name without case and accents."""
    local = "".join(letter if letter.isascii() and (letter.isalnum() or letter == "-") else "." for letter in plain_name)
    return f"{local}.{number}@{rng.choice(MAIL_DOMAINS)}"


def phone(number: int) -> str:
    """A landline in the range kept for drama, one for each of the first thousand people."""
    return f"01632 960{number % 1000:03d}"


def mobile(number: int) -> str:
    """A mobile number in the range kept for drama, one for each of the first thousand people."""
    return f"07700 900{number % 1000:03d}"


def post(rng: Random) -> str:
    """A letter's address in a postcode area that does not exist."""
    return f"{rng.randint(1, 199)} {rng.choice(STREETS)}\n{rng.choice(TOWNS)}\n{rng.choice(DISTRICTS)} {rng.randint(1, 9)}ZZ"


def area(rng: Random) -> str | None:
    """Where somebody lives: a town, a district, or they would rather not say."""
    return rng.choice((rng.choice(TOWNS), rng.choice(DISTRICTS), rng.choice(TOWNS), None))
