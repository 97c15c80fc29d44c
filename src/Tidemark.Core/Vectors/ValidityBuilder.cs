using System.Runtime.CompilerServices;

namespace Tidemark.Vectors;

/// <summary>
/// Collects the null bits of a vector under construction. No bitmap exists until the first null. A mutable struct, embedded in its builder: never copy it.
/// </summary>
internal struct ValidityBuilder
{
    private ulong[]? _words;
    private bool _hasNulls;

    public readonly int ByteSize => _words is null ? 0 : _words.Length * sizeof(ulong);

    public void Reset() => _hasNulls = false;

    /// <summary>Marks a row null. Rows up to <paramref name="length"/> that were never marked are valid.</summary>
    public void SetNull(int row, int length)
    {
        Require(Math.Max(row + 1, length));
        _words![row >> 6] &= ~(1UL << (row & 63));
    }

    /// <summary>Must be called after rows were added, so that a reused bitmap says that they are valid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Extend(int length)
    {
        if (_hasNulls) Require(length);
    }

    /// <summary>Takes over the bits of <paramref name="source"/>'s first <paramref name="count"/> rows at <paramref name="start"/>: rows null there become null here.</summary>
    public void Append(Validity source, int start, int count)
    {
        if (source.IsAllValid)
        {
            Extend(start + count);
            return;
        }

        Require(start + count);
        for (var done = 0; done < count; done += 64)
        {
            var bits = source.Word(done);
            var rows = Math.Min(64, count - done);
            if (rows < 64) bits |= ulong.MaxValue << rows;
            if (bits == ulong.MaxValue) continue;
            var target = start + done;
            _words![target >> 6] &= (bits << (target & 63)) | ((target & 63) == 0 ? 0 : ulong.MaxValue >> (64 - (target & 63)));
            if ((target & 63) != 0 && (target >> 6) + 1 < _words.Length)
            {
                _words[(target >> 6) + 1] &= (bits >> (64 - (target & 63))) | (ulong.MaxValue << (target & 63));
            }
        }
    }

    /// <summary>Forgets rows from <paramref name="length"/> on: a later row at their place is valid.</summary>
    public readonly void Truncate(int length)
    {
        if (!_hasNulls) return;
        var index = length >> 6;
        if (index >= _words!.Length) return;
        _words[index] |= ulong.MaxValue << (length & 63);
        _words.AsSpan(index + 1).Fill(ulong.MaxValue);
    }

    public readonly Validity View() => _hasNulls ? new Validity(_words) : default;

    /// <summary>Gives the bitmap away; the next null begins a new one.</summary>
    public void Detach()
    {
        _words = null;
        _hasNulls = false;
    }

    private void Require(int length)
    {
        var needed = (length + 63) >> 6;
        if (!_hasNulls)
        {
            if (_words is null || _words.Length < needed) _words = new ulong[Math.Max(needed, 4)];
            _words.AsSpan().Fill(ulong.MaxValue);
            _hasNulls = true;
        }
        else if (_words!.Length < needed)
        {
            var before = _words.Length;
            Array.Resize(ref _words, Math.Max(needed, before * 2));
            _words.AsSpan(before).Fill(ulong.MaxValue);
        }
    }
}
