using Tidemark.Types;

namespace Tidemark.Engine.Catalog.SystemTables;

/// <summary>pg_timezone_names and pg_timezone_abbrevs: the time zones as they are now.</summary>
internal static class PgTimeZones
{
    /// <summary>The relations.</summary>
    public static IEnumerable<VirtualTable> Tables()
    {
        yield return SystemTable.Define(12094, "pg_catalog.pg_timezone_names", "name text, abbrev text, utc_offset interval, is_dst bool", static (context, rows) =>
        {
            var now = context.TransactionTime;
            foreach (var name in TimeZoneRules.AllNames)
            {
                if (TimeZoneRules.Find(name) is not { } zone) continue;
                rows.Add(name).Add(zone.AbbreviationAt(now)).Add(new Interval(zone.OffsetAt(now) * Calendar.MicrosPerSecond, 0, 0)).Add(zone.IsDaylightAt(now)).End();
            }
        });
        yield return SystemTable.Define(12095, "pg_catalog.pg_timezone_abbrevs", "abbrev text, utc_offset interval, is_dst bool", static (context, rows) =>
        {
            foreach (var (abbreviation, offset, isDaylight) in TimeZoneRules.AbbreviationsAt(context.TransactionTime))
            {
                rows.Add(abbreviation).Add(new Interval(offset * Calendar.MicrosPerSecond, 0, 0)).Add(isDaylight).End();
            }
        }, isView: true);
    }
}
