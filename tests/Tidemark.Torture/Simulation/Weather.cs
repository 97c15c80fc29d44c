using Tidemark.Testing.Files;

namespace Tidemark.Torture.Simulation;

/// <summary>When the calls of a simulated file system fail: a crash after a number of calls, and stretches in which the disk is full or the device fails now and then.</summary>
internal sealed class Weather(Random random)
{
    private int _untilCrash;
    private Fault _fault;
    private int _chance;
    private FileCall? _only;

    /// <summary>Whether no call fails but by a crash.</summary>
    public bool IsFine => _fault == Fault.None;

    /// <summary>No crash and no failure from here on.</summary>
    public void Clear() => (_fault, _untilCrash) = (Fault.None, 0);

    /// <summary>The machine goes off during one of the next calls that change something.</summary>
    public void CrashWithin(int calls) => _untilCrash = random.Next(1, calls + 1);

    /// <summary>Calls fail from here on: all kinds of them, or only writes, or only flushes of files.</summary>
    public void Worsen()
    {
        _fault = random.Next(2) == 0 ? Fault.DiskFull : Fault.DeviceError;
        _chance = random.Next(3) switch { 0 => 100, 1 => 30, _ => 5 };
        _only = random.Next(4) switch { 0 => FileCall.Flush, 1 => FileCall.Write, _ => null };
    }

    /// <summary>The fate of a call.</summary>
    public Fault Fate(FileCall call)
    {
        if (call is not (FileCall.Read or FileCall.Open) && _untilCrash > 0 && --_untilCrash == 0) return Fault.Crash;
        if (_fault == Fault.None || (_only is not null && call != _only) || random.Next(100) >= _chance) return Fault.None;
        // A full disk refuses what needs room; whatever else it does, it deletes and reads. With delayed allocation a flush may be what meets it.
        var fails = _fault == Fault.DeviceError ? call is not FileCall.Delete : call is FileCall.Create or FileCall.Write or FileCall.CreateDirectory || _only == FileCall.Flush;
        return fails ? _fault : Fault.None;
    }
}
