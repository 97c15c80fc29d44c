using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Tidemark.Storage.Tests;

public class PrefixCodeTests
{
    [Fact]
    public void A_code_is_complete_and_holds_every_symbol_that_occurs()
    {
        var counts = Gen.OneOf(Gen.Choose(0, 2048), Gen.Constant(0), Gen.Choose(0, 3), Gen.Choose(0, 16).Select(i => 1 << i)).ArrayOf(PrefixCode.Symbols);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(counts.ToArbitrary(), occurrences =>
        {
            var code = PrefixCode.Build(occurrences);
            Assert.True(PrefixCode.IsValid(code));
            for (var s = 0; s < PrefixCode.Symbols; s++) Assert.True(occurrences[s] == 0 || PrefixCode.Length(code, s) > 0);
        }));
    }

    [Fact]
    public void The_code_for_powers_of_two_is_the_known_one()
    {
        // 1/2, 1/4, 1/8, 1/8: words of 1, 2, 3, 3 bits: 0, 10, 110, 111, first bit lowest.
        var code = PrefixCode.Build([8, 4, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Equal(0x3321UL, code);
        var words = new uint[PrefixCode.Symbols];
        PrefixCode.Words(code, words);
        Assert.Equal([0b0u, 0b01, 0b011, 0b111], words[..4]);
        Assert.Equal(8 + 8 + 6 + 6, PrefixCode.Cost(code, [8, 4, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(-1, PrefixCode.Cost(code, [8, 4, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    }

    [Fact]
    public void Symbols_come_back()
    {
        var blocks = from length in Gen.Choose(1, 2048)
                     from spread in Gen.Choose(1, 16)
                     from symbols in Gen.Choose(0, 255).Select(i => (byte)(i * i / 256 % spread)).ArrayOf(length)
                     select symbols;
        var streams = new PrefixStreams();
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(blocks.ToArbitrary(), symbols =>
        {
            var occurrences = new int[PrefixCode.Symbols];
            foreach (var symbol in symbols) occurrences[symbol]++;
            var code = PrefixCode.Build(occurrences);
            var output = new ByteWriter();
            PrefixStreams.Encode(code, symbols, output);
            var input = new ByteReader(output.Written);
            streams.Decode(ref input, symbols.Length, out var read);
            Assert.Equal(code, read);
            Assert.True(input.AtEnd);
            for (var stream = 0; stream < PrefixStreams.Streams; stream++)
            {
                var (begin, end) = PrefixStreams.Part(stream, symbols.Length);
                Assert.Equal(symbols.AsSpan(begin..end), streams.Symbols(stream, symbols.Length));
            }
        }));
    }

    [Fact]
    public void Incomplete_and_impossible_codes_are_refused()
    {
        foreach (var code in new[] { 0UL, 1UL, 0x111UL, 0xBBUL, ulong.MaxValue })
        {
            Assert.False(PrefixCode.IsValid(code));
            Assert.Throws<InvalidDataException>(() => PrefixTable.Of(code));
        }
    }
}
