namespace Tidemark.Engine.Sessions.Locks;

/// <summary>What a lock is on: an object of the catalog, a name that is about to be taken, or a number that applications have agreed on.</summary>
/// <param name="Oid">The object; 0 for others.</param>
/// <param name="Name">The name that is about to be taken.</param>
/// <param name="Advisory">The number of an advisory lock.</param>
internal readonly record struct LockTarget(uint Oid, string? Name, AdvisoryKey? Advisory = null)
{
    // No object has this oid.
    private const uint Transactions = uint.MaxValue;

    /// <summary>Whether it stands for a transaction.</summary>
    public bool IsTransaction => Oid == Transactions;

    /// <summary>A transaction, by its number.</summary>
    public static LockTarget Transaction(long number) => new(Transactions, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static implicit operator LockTarget(uint oid) => new(oid, null);

    public static implicit operator LockTarget(AdvisoryKey key) => new(0, null, key);
}

/// <summary>The key of an advisory lock: one bigint, or two integers, which are keys apart from each other.</summary>
/// <param name="High">The upper half, or the first integer.</param>
/// <param name="Low">The lower half, or the second integer.</param>
/// <param name="IsPair">Whether it was given as two integers.</param>
internal readonly record struct AdvisoryKey(uint High, uint Low, bool IsPair)
{
    /// <summary>The key of one bigint.</summary>
    public static AdvisoryKey Of(long key) => new((uint)((ulong)key >> 32), (uint)key, IsPair: false);

    /// <summary>The key of two integers.</summary>
    public static AdvisoryKey Of(int first, int second) => new((uint)first, (uint)second, IsPair: true);
}
