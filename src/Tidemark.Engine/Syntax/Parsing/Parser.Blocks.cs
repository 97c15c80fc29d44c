using Tidemark.Engine.Syntax.Blocks;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <content>Blocks of PL/pgSQL, as far as DO takes them.</content>
internal sealed partial class Parser
{
    // Statements of PL/pgSQL that are told by their first word and are not there.
    private static readonly string[] s_refusedSteps = ["loop", "while", "foreach", "get", "assert", "open", "exit"];

    public Block ParseWholeBlock()
    {
        if (At(Keyword.Declare)) Refuse("DECLARE in a block of PL/pgSQL", Position);
        var block = ParseBlock();
        Accept(TokenKind.Semicolon);
        ExpectEnd();
        return block;
    }

    private Block ParseBlock()
    {
        CheckDepth();
        var line = Line();
        Expect(Keyword.Begin);
        var steps = ParseSteps();
        var handlers = new List<BlockHandler>();
        if (AcceptWord("exception"))
        {
            do
            {
                Expect(Keyword.When);
                var conditions = new List<HandledCondition>();
                do conditions.Add(ParseCondition());
                while (Accept(Keyword.Or));
                Expect(Keyword.Then);
                handlers.Add(new BlockHandler(conditions, ParseSteps()));
            }
            while (At(Keyword.When));
        }

        Expect(Keyword.End);
        return new Block(steps, handlers, line);
    }

    private HandledCondition ParseCondition()
    {
        if (AcceptWord("sqlstate")) return new HandledCondition([ParseString()]);
        var position = Position;
        var name = ParseColumnId();
        return name == "others" ? new HandledCondition([]) : new HandledCondition(ConditionNames.Find(name) ?? throw SyntaxErrors.UnknownCondition(name, position));
    }

    private List<BlockStep> ParseSteps()
    {
        var steps = new List<BlockStep>();
        while (!At(Keyword.End) && !At(Keyword.Else) && !At(Keyword.When) && !AtWord("elsif") && !AtWord("elseif") && !AtWord("exception"))
        {
            steps.Add(ParseStep());
            Expect(TokenKind.Semicolon);
        }

        return steps;
    }

    private BlockStep ParseStep()
    {
        var line = Line();
        var start = _index;
        if (At(Keyword.If)) return ParseIf();
        if (At(Keyword.Begin)) return ParseBlock();
        if (Accept(Keyword.Null)) return new NullStep(line);
        if (Accept(Keyword.Execute)) return new ExecuteStep(ParseExpression(), line);
        if (AcceptWord("raise")) return ParseRaise(line);
        if (AtWord("perform"))
        {
            // A query that begins with another word.
            tokens.Reword(_index, Keyword.Select);
            var query = new SelectStatement(ParseQuery()) { Position = tokens[start].Position };
            return new PerformStep(query, $"SELECT{text[tokens[start].End..tokens[_index - 1].End]}", line);
        }

        if (Current.Keyword is Keyword.For or Keyword.Case or Keyword.Declare or Keyword.Return or Keyword.Commit or Keyword.Rollback || Array.Exists(s_refusedSteps, AtWord)) Refuse($"{text[Current.Start..Current.End].ToUpperInvariant()} in a block of PL/pgSQL", Position);
        if (At(TokenKind.Identifier) && PeekIs(TokenKind.ColonEquals)) Refuse("variables in a block of PL/pgSQL", Position);
        var statement = ParseStatement();
        return new SqlStep(statement, text[tokens[start].Start..tokens[_index - 1].End], line);
    }

    private IfStep ParseIf()
    {
        CheckDepth();
        var line = Line();
        var branches = new List<(Expression, IReadOnlyList<BlockStep>)>();
        do
        {
            Advance();
            var condition = ParseExpression();
            Expect(Keyword.Then);
            branches.Add((condition, ParseSteps()));
        }
        while (AtWord("elsif") || AtWord("elseif"));
        var otherwise = Accept(Keyword.Else) ? ParseSteps() : [];
        Expect(Keyword.End, Keyword.If);
        return new IfStep(branches, otherwise, line);
    }

    private RaiseStep ParseRaise(int line)
    {
        var level = AcceptWord("debug") ? Severity.Debug
            : AcceptWord("log") ? Severity.Log
            : AcceptWord("info") ? Severity.Info
            : AcceptWord("notice") ? Severity.Notice
            : AcceptWord("warning") ? Severity.Warning
            : Severity.Error;
        if (level == Severity.Error && !AcceptWord("exception") && At(TokenKind.Semicolon)) return new RaiseStep(level, null, [], line);
        if (!At(TokenKind.String)) Refuse("RAISE of a condition in a block of PL/pgSQL", Position);
        var position = Position;
        var format = ParseString();
        var values = new List<Expression>();
        while (Accept(TokenKind.Comma)) values.Add(ParseExpression());
        if (At(Keyword.Using)) Refuse("RAISE ... USING in a block of PL/pgSQL", Position);
        var places = format.Replace("%%", "", StringComparison.Ordinal).Count(c => c == '%');
        if (places != values.Count) throw SyntaxErrors.RaiseParameters(isTooMany: places < values.Count, position);
        return new RaiseStep(level, format, values, line);
    }

    private bool AcceptWord(string word)
    {
        if (!AtWord(word)) return false;
        Advance();
        return true;
    }

    // The line of the current token, the first being 1.
    private int Line() => 1 + text.AsSpan(0, Current.Start).Count('\n');
}
