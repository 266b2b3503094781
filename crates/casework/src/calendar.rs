//! Working time and due dates.

use jiff::civil::Time;

/// An amount with two decimals, in hundredths: 3.5 days is `Amount(350)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub u32);

/// What a legal time limit is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// vi: ngày làm việc
    WorkingDays,
    /// vi: ngày (theo lịch)
    CalendarDays,
    /// vi: giờ làm việc
    WorkingHours,
    /// vi: giờ
    Hours,
    /// Result the same day, or the next working day when received after the cut-off.
    ///
    /// vi: trong ngày; sau 15 giờ thì ngày làm việc tiếp theo
    SameDay,
    /// The source says "days" and not which; counted as working days, marked unverified.
    ///
    /// vi: ngày (nguồn không nêu loại)
    DaysUnitNotStated,
}

/// How long the authority may take.
///
/// vi: thời hạn giải quyết
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeLimit {
    /// How many units; 0 for [`TimeUnit::SameDay`].
    pub amount: Amount,
    /// The unit.
    pub unit: TimeUnit,
    /// Only for [`TimeUnit::SameDay`]: from this time on the result is due the next working day.
    pub cutoff: Option<Time>,
}
