namespace Tidemark.Storage;

/// <summary>
/// The forms of a block of up to 2048 runs of bytes: text, json, bytea, numeric, arrays. A block is one byte of form and then:
/// <code>
/// Plain    integer block of lengths, all bytes
/// Lz4      integer block of lengths, length varint, so many bytes: all bytes as an LZ4 block, see <see cref="Lz4"/>
/// Numbers  integer blocks of tags and of numbers: each value is the tag, one byte, and then the number in two's complement, lowest byte first, no more bytes than it needs,
///          none for zero; so are numerics that fit in 64 bits, with the scale as tag
/// </code>
/// The entries of a dictionary are kept as such a block's bytes too: Plain or Lz4, without the lengths.
/// </summary>
internal enum BytesForm : byte
{
    Plain,
    Lz4,
    Numbers,
}
