using System.Buffers;
using System.Runtime.InteropServices;
using Tidemark.Vectors;

namespace Tidemark.Types;

/// <summary>
/// Writes jsonb's canonical text piece by piece: members may come in any order and more than once, the writer sorts them and keeps the last of equal keys.
/// For parsers, and for functions that build jsonb (<c>jsonb_build_object</c>, <c>to_jsonb</c>, aggregates). The value is left pending in the target.
/// </summary>
/// <param name="target">The builder written to; nothing else may write to it meanwhile.</param>
public sealed class JsonbWriter(BytesVectorBuilder target)
{
    private readonly List<Frame> _frames = [];
    private readonly List<Member> _members = [];
    private readonly ArrayBufferWriter<byte> _keys = new();

    /// <summary>Forgets what a value that was given up has left behind. Needed only then.</summary>
    public void Reset()
    {
        _frames.Clear();
        _members.Clear();
        _keys.ResetWrittenCount();
    }

    /// <summary>Begins an object.</summary>
    public void BeginObject() => Begin('{', isObject: true);

    /// <summary>Begins an array.</summary>
    public void BeginArray() => Begin('[', isObject: false);

    /// <summary>Names the member that the next value belongs to.</summary>
    /// <param name="key">The key as text, without escapes.</param>
    public void Key(ReadOnlySpan<byte> key)
    {
        EndMember();
        var keyStart = _keys.WrittenCount;
        _keys.Write(key);
        AddMember(keyStart);
    }

    /// <summary>Writes a string.</summary>
    /// <param name="text">The text, without escapes.</param>
    public void String(ReadOnlySpan<byte> text)
    {
        Separate();
        JsonStrings.Encode(text, target);
    }

    /// <summary>Writes a number.</summary>
    public void Number(Numeric value)
    {
        Separate();
        value.Format(target);
    }

    /// <summary>Writes <c>true</c>, <c>false</c>, <c>null</c>, or a whole value that is canonical text already.</summary>
    public void Literal(ReadOnlySpan<byte> canonical)
    {
        Separate();
        target.Write(canonical);
    }

    /// <summary>Ends an array.</summary>
    public void EndArray()
    {
        Pop();
        Put(']');
    }

    /// <summary>Ends an object: brings its members into order.</summary>
    public void EndObject()
    {
        EndMember();
        var frame = Pop();
        var members = CollectionsMarshal.AsSpan(_members)[frame.FirstMember..];
        if (!IsSorted(members)) Rewrite(frame, members);
        _members.RemoveRange(frame.FirstMember, members.Length);
        if (_frames.Count == 0) _keys.ResetWrittenCount();
        Put('}');
    }

    internal void KeyFromJson(ReadOnlySpan<byte> json, bool hasEscape)
    {
        EndMember();
        var keyStart = _keys.WrittenCount;
        if (hasEscape) _keys.Advance(JsonStrings.Decode(json, _keys.GetSpan(json.Length)));
        else _keys.Write(json);
        AddMember(keyStart);
    }

    internal void StringFromJson(ReadOnlySpan<byte> json, bool hasEscape)
    {
        if (!hasEscape)
        {
            Separate();
            Put('"');
            target.Write(json);
            Put('"');
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(json.Length);
        String(buffer.AsSpan(0, JsonStrings.Decode(json, buffer)));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    internal void NumberFromJson(ReadOnlySpan<byte> json)
    {
        if (json[0] != '-' && json.IndexOfAny((byte)'e', (byte)'E') < 0) Literal(json);
        else Number(Numeric.Parse(json));
    }

    private void Begin(char open, bool isObject)
    {
        Separate();
        Put(open);
        _frames.Add(new Frame(isObject, target.Pending.Length, _members.Count, IsFirst: true));
    }

    /// <summary>Writes the comma before an element; members' commas come with their keys.</summary>
    private void Separate()
    {
        if (_frames.Count == 0 || Top.IsObject) return;
        if (!Top.IsFirst) target.Write(", "u8);
        Top.IsFirst = false;
    }

    private void AddMember(int keyStart)
    {
        if (!Top.IsFirst) target.Write(", "u8);
        Top.IsFirst = false;
        var member = new Member { KeyStart = keyStart, KeyLength = _keys.WrittenCount - keyStart, Start = target.Pending.Length, Order = _members.Count };
        JsonStrings.Encode(_keys.WrittenSpan.Slice(keyStart, member.KeyLength), target);
        target.Write(": "u8);
        _members.Add(member);
    }

    /// <summary>Notes where the last member of the present object ends.</summary>
    private void EndMember()
    {
        if (_members.Count > Top.FirstMember) _members[^1] = _members[^1] with { End = target.Pending.Length };
    }

    private bool IsSorted(ReadOnlySpan<Member> members)
    {
        for (var i = 1; i < members.Length; i++)
        {
            if (Compare(members[i - 1], members[i]) >= 0) return false;
        }

        return true;
    }

    private void Rewrite(Frame frame, Span<Member> members)
    {
        members.Sort((a, b) => Compare(a, b) is var order and not 0 ? order : a.Order.CompareTo(b.Order));
        var old = target.Pending[frame.Start..].ToArray();
        target.Advance(-old.Length);
        var isFirst = true;
        for (var i = 0; i < members.Length; i++)
        {
            // The last of equal keys wins.
            if (i + 1 < members.Length && Compare(members[i], members[i + 1]) == 0) continue;
            if (!isFirst) target.Write(", "u8);
            isFirst = false;
            target.Write(old.AsSpan(members[i].Start - frame.Start, members[i].End - members[i].Start));
        }
    }

    private int Compare(Member a, Member b)
    {
        if (a.KeyLength != b.KeyLength) return a.KeyLength.CompareTo(b.KeyLength);
        var keys = _keys.WrittenSpan;
        return keys.Slice(a.KeyStart, a.KeyLength).SequenceCompareTo(keys.Slice(b.KeyStart, b.KeyLength));
    }

    private ref Frame Top => ref CollectionsMarshal.AsSpan(_frames)[^1];

    private Frame Pop()
    {
        var frame = _frames[^1];
        _frames.RemoveAt(_frames.Count - 1);
        return frame;
    }

    private void Put(char c)
    {
        target.GetSpan(1)[0] = (byte)c;
        target.Advance(1);
    }

    private record struct Frame(bool IsObject, int Start, int FirstMember, bool IsFirst);

    private readonly record struct Member
    {
        public required int KeyStart { get; init; }

        public required int KeyLength { get; init; }

        public required int Start { get; init; }

        public int End { get; init; }

        public required int Order { get; init; }
    }
}
