"""What a file says: read by a process of its own, within limits of time, memory, pages and output.

Files come from strangers. What reads them may crash, loop or be taken over; it has no part in what is decided, gets
one file, and hands back text. Whatever it could not read is said to be unread, never taken for clean.
"""

from service.extraction.limits import AGAIN, LIMITS, Limits
from service.extraction.reading import read_file

__all__ = ["AGAIN", "LIMITS", "Limits", "read_file"]
