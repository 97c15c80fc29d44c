using Tidemark.Testing.Files;
using Tidemark.Testing.Processes;

namespace Tidemark.Testing;

/// <summary>What a test needs beside the code under test.</summary>
public enum Prerequisite
{
    /// <summary>The tidemark command, built.</summary>
    Tidemark,

    /// <summary>PostgreSQL 15, installed.</summary>
    PostgreSql,

    /// <summary>Genuine TimescaleDB in WebAssembly, installed beside its server in tests/timescale-oracle.</summary>
    Timescale,

    /// <summary>Debian's python3 with psycopg2.</summary>
    Psycopg2,

    /// <summary>Debian's python3 with asyncpg.</summary>
    Asyncpg,

    /// <summary>Debian's python3 with SQLAlchemy and pandas.</summary>
    Pandas,

    /// <summary>The command psql.</summary>
    Psql,

    /// <summary>The right to mount a small disk in memory.</summary>
    SmallDisk,
}

/// <summary>Decides what becomes of a test whose prerequisite is missing: a skip for a developer, a failure in CI.</summary>
public static class Prerequisites
{
    /// <summary>The reason to skip, or null when the test is to run: everything is there, or it is CI and the test has to say so by failing.</summary>
    public static string? SkipReason(params Prerequisite[] needed)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            return null;
        var missing = needed.Where(prerequisite => !IsThere(prerequisite)).ToArray();
        return missing.Length == 0 ? null : $"not found: {string.Join(", ", missing)}";
    }

    private static bool IsThere(Prerequisite prerequisite) => prerequisite switch
    {
        Prerequisite.Tidemark => TidemarkProcess.Executable is not null,
        Prerequisite.PostgreSql => PostgresOracle.IsInstalled,
        Prerequisite.Timescale => TimescaleOracle.IsInstalled,
        Prerequisite.Psycopg2 => Directory.Exists("/usr/lib/python3/dist-packages/psycopg2"),
        Prerequisite.Asyncpg => Directory.Exists("/usr/lib/python3/dist-packages/asyncpg"),
        Prerequisite.Pandas => Directory.Exists("/usr/lib/python3/dist-packages/sqlalchemy") && Directory.Exists("/usr/lib/python3/dist-packages/pandas"),
        Prerequisite.Psql => File.Exists("/usr/bin/psql"),
        Prerequisite.SmallDisk => SmallDisk.IsAllowed,
        _ => throw new ArgumentOutOfRangeException(nameof(prerequisite)),
    };
}
