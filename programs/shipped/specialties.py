"""The fields of medicine every program starts with, and the names of languages that are known by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SPECIALTIES: Sequence[str] = (
    "Addiction medicine", "Adolescent medicine", "Anesthesiology", "Cardiac surgery", "Cardiology",
    "Child and adolescent psychiatry", "Clinical genetics", "Clinical pharmacology", "Colorectal surgery",
    "Dermatology", "Emergency medicine", "Endocrinology", "Family medicine", "Forensic medicine", "Gastroenterology",
    "General surgery", "Geriatric medicine", "Gynecologic oncology", "Hand surgery", "Hematology",
    "Hospital medicine", "Infectious diseases", "Intensive care medicine", "Internal medicine",
    "Maternal-fetal medicine", "Medical education", "Medical microbiology", "Medical oncology", "Neonatology",
    "Nephrology", "Neurology", "Neurosurgery", "Nuclear medicine", "Obstetrics and gynecology",
    "Occupational medicine", "Ophthalmology", "Oral and maxillofacial surgery", "Orthopedic surgery",
    "Otolaryngology", "Pain medicine", "Palliative medicine", "Pathology", "Pediatric emergency medicine",
    "Pediatric surgery", "Pediatrics", "Physical medicine and rehabilitation", "Plastic surgery",
    "Preventive medicine", "Psychiatry", "Public health", "Pulmonology", "Radiation oncology", "Radiology",
    "Rheumatology", "Sleep medicine", "Sports medicine", "Thoracic surgery", "Toxicology",
    "Transfusion medicine", "Trauma surgery", "Urology", "Vascular surgery",
)  # fmt: skip

SPECIALTY_ALSO_CALLED: Mapping[str, str] = {
    "a&e": "Emergency medicine", "accident and emergency": "Emergency medicine", "anaesthesia": "Anesthesiology",
    "anaesthesiology": "Anesthesiology", "anaesthetics": "Anesthesiology", "anesthesia": "Anesthesiology",
    "ed": "Emergency medicine", "em": "Emergency medicine", "emergency": "Emergency medicine",
    "emergency department": "Emergency medicine", "ent": "Otolaryngology", "er": "Emergency medicine",
    "care of the elderly": "Geriatric medicine", "critical care": "Intensive care medicine",
    "critical care medicine": "Intensive care medicine", "fm": "Family medicine",
    "general internal medicine": "Internal medicine", "general medicine": "Internal medicine",
    "general practice": "Family medicine", "geriatrics": "Geriatric medicine", "gp": "Family medicine",
    "haematology": "Hematology", "icu": "Intensive care medicine", "im": "Internal medicine",
    "intensive care": "Intensive care medicine", "medicine": "Internal medicine", "ob gyn": "Obstetrics and gynecology",
    "ob/gyn": "Obstetrics and gynecology", "obgyn": "Obstetrics and gynecology", "obs and gynae": "Obstetrics and gynecology",
    "obstetrics & gynaecology": "Obstetrics and gynecology", "obstetrics and gynaecology": "Obstetrics and gynecology",
    "oncology": "Medical oncology", "orthopaedic surgery": "Orthopedic surgery", "orthopaedics": "Orthopedic surgery",
    "orthopedics": "Orthopedic surgery", "paediatric emergency medicine": "Pediatric emergency medicine",
    "paediatric surgery": "Pediatric surgery", "paediatrics": "Pediatrics", "paeds": "Pediatrics", "peds": "Pediatrics",
    "palliative care": "Palliative medicine", "pm&r": "Physical medicine and rehabilitation",
    "primary care": "Family medicine", "psych": "Psychiatry", "respiratory medicine": "Pulmonology",
    "rehabilitation medicine": "Physical medicine and rehabilitation", "surgery": "General surgery",
    "trauma and orthopaedics": "Orthopedic surgery",
}  # fmt: skip
"""What people write for a shipped specialty, in lower case."""

LANGUAGES: Sequence[str] = (
    "Afrikaans", "Akan", "Albanian", "American Sign Language", "Amharic", "Arabic", "Armenian", "Azerbaijani",
    "Basque", "Belarusian", "Bengali", "Bosnian", "British Sign Language", "Bulgarian", "Burmese", "Cantonese",
    "Catalan", "Chinese", "Croatian", "Czech", "Danish", "Dari", "Dutch", "English", "Estonian", "Farsi", "Filipino",
    "Finnish", "French", "Galician", "Georgian", "German", "Greek", "Gujarati", "Haitian Creole", "Hausa", "Hebrew",
    "Hindi", "Hungarian", "Icelandic", "Igbo", "Indonesian", "Irish", "Italian", "Japanese", "Javanese", "Kannada",
    "Kazakh", "Khmer", "Korean", "Kurdish", "Lao", "Latvian", "Lithuanian", "Luganda", "Macedonian", "Malay",
    "Malayalam", "Maltese", "Mandarin", "Marathi", "Mongolian", "Nepali", "Norwegian", "Oromo", "Pashto", "Persian",
    "Polish", "Portuguese", "Punjabi", "Quechua", "Romanian", "Russian", "Serbian", "Shona", "Sign language",
    "Sinhala", "Slovak", "Slovenian", "Somali", "Spanish", "Swahili", "Swedish", "Tagalog", "Tamil", "Telugu", "Thai",
    "Tibetan", "Tigrinya", "Turkish", "Twi", "Ukrainian", "Urdu", "Uzbek", "Vietnamese", "Welsh", "Wolof", "Xhosa",
    "Yiddish", "Yoruba", "Zulu",
)  # fmt: skip
