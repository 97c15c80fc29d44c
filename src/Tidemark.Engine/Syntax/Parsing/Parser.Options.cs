using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>Lists of options: storage parameters, EXPLAIN's and COPY's words, sequence options.</summary>
internal sealed partial class Parser
{
    /// <summary><c>WITH (...)</c>, when it is there.</summary>
    private SyntaxList<Option> ParseOptionalWithOptions()
    {
        if (!At(Keyword.With) || !PeekIs(TokenKind.LeftParenthesis)) return [];
        Advance();
        return ParseStorageOptions();
    }

    /// <summary><c>([namespace.]name [= value], ...)</c>.</summary>
    private SyntaxList<Option> ParseStorageOptions() => ParseParenthesized(ParseStorageOption);

    private Option ParseStorageOption()
    {
        var position = Position;
        var name = ParseLabel();
        string? space = null;
        if (Accept(TokenKind.Dot)) (space, name) = (name, ParseLabel());
        var value = Accept(TokenKind.Equals) ? ParseDefinitionValue() : null;
        return new Option(space, name, value) { Position = position };
    }

    private OptionValue ParseDefinitionValue()
    {
        var token = Current;
        if (At(TokenKind.String)) return new OptionValue(OptionValueKind.String, ParseString()) { Position = token.Position };
        if (AtNumber) return new OptionValue(OptionValueKind.Number, ParseSignedNumber()) { Position = token.Position };
        if (!At(TokenKind.Identifier)) throw Unexpected();
        if (Peek().Kind is TokenKind.Comma or TokenKind.RightParenthesis)
            return new OptionValue(OptionValueKind.Word, ParseLabel()) { Position = token.Position };
        // Several words can only be a type.
        var type = ParseType();
        return new OptionValue(OptionValueKind.Word, SyntaxPrinter.Print(type)) { Position = token.Position };
    }

    /// <summary><c>(name [value], ...)</c> of EXPLAIN, VACUUM and their kin.</summary>
    private SyntaxList<Option> ParseUtilityOptions() => ParseParenthesized(ParseUtilityOption);

    private Option ParseUtilityOption()
    {
        var position = Position;
        var name = Current.Keyword switch
        {
            Keyword.Analyze or Keyword.Analyse => "analyze",
            _ => null,
        };
        if (name is not null) Advance();
        else name = ParseNonReservedWord();
        return new Option(null, name, ParseUtilityValue()) { Position = position };
    }

    /// <summary>A word, string or number; null, and nothing taken, when there is none.</summary>
    private OptionValue? ParseUtilityValue()
    {
        var position = Position;
        if (AtNumber) return new OptionValue(OptionValueKind.Number, ParseSignedNumber()) { Position = position };
        if (At(TokenKind.String)) return new OptionValue(OptionValueKind.String, ParseString()) { Position = position };
        return ParseBooleanOrWord() is { } word ? new OptionValue(OptionValueKind.Word, word) { Position = position } : null;
    }

    /// <summary>TRUE, FALSE, ON or a word that is not reserved; null, and nothing taken, when there is none.</summary>
    private string? ParseBooleanOrWord() =>
        Current.Keyword is Keyword.True or Keyword.False or Keyword.On || IsNonReserved(Current) ? ParseLabel() : null;

    private static Option Flag(string name, int position, bool value = true) =>
        new(null, name, new OptionValue(OptionValueKind.Word, value ? "true" : "false") { Position = position }) { Position = position };

    private static Option WordOption(string name, string word, int position) =>
        new(null, name, new OptionValue(OptionValueKind.Word, word) { Position = position }) { Position = position };

    private static Option StringOption(string name, string value, int position) =>
        new(null, name, new OptionValue(OptionValueKind.String, value) { Position = position }) { Position = position };

    private SyntaxList<SequenceOption> ParseSequenceOptions()
    {
        var options = new List<SequenceOption>();
        while (ParseSequenceOption() is { } option) options.Add(option);
        return ToList(options);
    }

    /// <summary>An option of a sequence; null, and nothing taken, when there is none.</summary>
    private SequenceOption? ParseSequenceOption()
    {
        var position = Position;
        switch (Current.Keyword)
        {
            case Keyword.As:
                Advance();
                return new SequenceOption(SequenceOptionKind.As, Type: ParseSimpleType()) { Position = position };
            case Keyword.Cache: return ParseNumberOption(SequenceOptionKind.Cache);
            case Keyword.Maxvalue: return ParseNumberOption(SequenceOptionKind.MaxValue);
            case Keyword.Minvalue: return ParseNumberOption(SequenceOptionKind.MinValue);
            case Keyword.Increment: return ParseNumberOption(SequenceOptionKind.Increment, Keyword.By);
            case Keyword.Start: return ParseNumberOption(SequenceOptionKind.Start, Keyword.With);
            case Keyword.Restart:
                Advance();
                var hasValue = Accept(Keyword.With) || AtNumber;
                return new SequenceOption(SequenceOptionKind.Restart, hasValue ? ParseSignedNumber() : null) { Position = position };
            case Keyword.Cycle:
                Advance();
                return new SequenceOption(SequenceOptionKind.Cycle) { Position = position };
            case Keyword.No:
                Advance();
                return new SequenceOption(ParseNoOption()) { Position = position };
            case Keyword.Owned:
                Advance();
                Expect(Keyword.By);
                return new SequenceOption(SequenceOptionKind.OwnedBy, Name: ParseQualifiedName()) { Position = position };
            case Keyword.Sequence when PeekIs(Keyword.Name):
                Advance();
                Advance();
                return new SequenceOption(SequenceOptionKind.SequenceName, Name: ParseQualifiedName()) { Position = position };
            default:
                return null;
        }
    }

    private SequenceOption ParseNumberOption(SequenceOptionKind kind, Keyword noise = Keyword.NotKeyword)
    {
        var position = Position;
        Advance();
        if (noise != Keyword.NotKeyword) Accept(noise);
        return new SequenceOption(kind, ParseSignedNumber()) { Position = position };
    }

    private SequenceOptionKind ParseNoOption()
    {
        if (Accept(Keyword.Maxvalue)) return SequenceOptionKind.NoMaxValue;
        if (Accept(Keyword.Minvalue)) return SequenceOptionKind.NoMinValue;
        Expect(Keyword.Cycle);
        return SequenceOptionKind.NoCycle;
    }
}
