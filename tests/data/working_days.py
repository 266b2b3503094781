"""Writes working-days.tsv, the second opinion about due dates in working days.

    python3 working_days.py > working-days.tsv

Needs numpy (2.4.6 wrote the file) and nothing of this repository: the days off are typed here by hand
from the announcements, not read from the catalogue, and the counting is numpy's busday_offset.

Each line: a day of 2025 to 2027, then for 1 to 30 working days how many days later a file is due that
is received on that day. A day off rolls forward: the next working day is the first day, not counted.
With --readings it counts instead how many starting hours other readings of the law would change.
"""

import sys

import numpy as np

FIRST, LAST, BEYOND = (np.datetime64(d) for d in ("2025-01-01", "2027-12-31", "2028-03-31"))
AMOUNTS = range(1, 31)

OFF = """
2025-01-01
2025-01-27 2025-01-28 2025-01-29 2025-01-30 2025-01-31
2025-04-07
2025-04-30 2025-05-01 2025-05-02
2025-09-01 2025-09-02
2026-01-01 2026-01-02
2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20
2026-04-27
2026-04-30 2026-05-01
2026-08-31 2026-09-01 2026-09-02
2027-01-01
2027-02-04 2027-02-05 2027-02-08 2027-02-09 2027-02-10
2027-04-16
2027-04-30 2027-05-03
2027-09-02 2027-09-03
""".split()
WORKED_SATURDAYS = "2025-04-26 2026-01-10 2026-08-22".split()


def calendar():
    """numpy knows weekly masks and days off, not worked Saturdays: every weekend is a day off."""
    days = np.arange(FIRST, BEYOND + 1)
    weekday = (days.astype("datetime64[D]").view("int64") - 4) % 7  # 1970-01-05 was a Monday
    weekends = days[weekday >= 5]
    worked = np.array(WORKED_SATURDAYS, dtype="datetime64[D]")
    off = np.union1d(np.setdiff1d(weekends, worked), np.array(OFF, dtype="datetime64[D]"))
    return np.busdaycalendar(weekmask="1111111", holidays=off)


def table(cal):
    for day in np.arange(FIRST, LAST + 1):
        due = np.busday_offset(day, list(AMOUNTS), roll="forward", busdaycal=cal)
        later = (due - day).astype(int)
        print(day, *later)


def readings(cal):
    """Starting hours 00:00 to 23:00 of three years; the office works 07:30–11:30, 13:30–17:30."""
    days = np.arange(FIRST, LAST + 1)
    open_day = np.is_busday(days, busdaycal=cal)
    hours = 24 * len(days)
    outside = int(24 * np.sum(~open_day) + 6 * np.sum(open_day))
    print("starting hours:", hours)
    print("on a day off or after closing:", outside)
    for amount in (1, 5, 30):
        ours = np.busday_offset(days, amount, roll="forward", busdaycal=cal)
        wall = np.busday_offset(days, amount, roll="backward", busdaycal=cal)
        after = np.busday_offset(days + 1, amount, roll="forward", busdaycal=cal)
        off = 24 * int(np.sum((ours != wall) & ~open_day))
        late = 6 * int(np.sum((after != wall) & open_day))
        print(amount, "day of reception never counted, whatever the hour:", off + late, "earlier")


if __name__ == "__main__":
    (readings if "--readings" in sys.argv else table)(calendar())
