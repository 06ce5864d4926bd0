"""What may hold personal data or a secret, found before it is disclosed; a person decides each finding and signs it.

Detectors read `Passage`s and give `Hit`s. No verdict ever asks them: it reads the signed decisions alone, so a better
detector changes nothing of the past.
"""
