using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Blocks;

/// <summary>A block of PL/pgSQL without variables and loops, as DO runs it: <c>BEGIN statements [EXCEPTION handlers] END</c>.</summary>
/// <param name="Steps">What it does, in order.</param>
/// <param name="Handlers">What is done when it fails; the first that names the error.</param>
/// <param name="Line">The line of its BEGIN, the body's first being 1.</param>
internal sealed record Block(IReadOnlyList<BlockStep> Steps, IReadOnlyList<BlockHandler> Handlers, int Line) : BlockStep(Line);

/// <summary>One statement of a block.</summary>
internal abstract record BlockStep(int Line);

/// <summary>A statement of SQL, with its text.</summary>
internal sealed record SqlStep(Statement Statement, string Text, int Line) : BlockStep(Line);

/// <summary><c>PERFORM</c>: a query whose rows are thrown away.</summary>
internal sealed record PerformStep(SelectStatement Query, string Text, int Line) : BlockStep(Line);

/// <summary><c>EXECUTE</c>: statements of SQL that an expression gives as text.</summary>
internal sealed record ExecuteStep(Expression Text, int Line) : BlockStep(Line);

/// <summary><c>IF ... THEN ... ELSIF ... ELSE ... END IF</c>.</summary>
/// <param name="Branches">Conditions and what is done where they are the first that is true.</param>
/// <param name="Else">What is done otherwise.</param>
internal sealed record IfStep(IReadOnlyList<(Expression Condition, IReadOnlyList<BlockStep> Steps)> Branches, IReadOnlyList<BlockStep> Else, int Line) : BlockStep(Line);

/// <summary><c>NULL</c>: nothing.</summary>
internal sealed record NullStep(int Line) : BlockStep(Line);

/// <summary><c>RAISE</c>: a message with a <c>%</c> for each value; without a message the error that is being handled, again.</summary>
/// <param name="Level">How severe it is; errors end the block.</param>
/// <param name="Format">The message; null to raise again.</param>
/// <param name="Values">The values in it.</param>
internal sealed record RaiseStep(Severity Level, string? Format, IReadOnlyList<Expression> Values, int Line) : BlockStep(Line);

/// <summary><c>WHEN condition [OR ...] THEN ...</c>.</summary>
/// <param name="Conditions">Names of conditions in lower case, or SQLSTATEs.</param>
/// <param name="Steps">What is done.</param>
internal sealed record BlockHandler(IReadOnlyList<HandledCondition> Conditions, IReadOnlyList<BlockStep> Steps);

/// <summary>A condition that a handler names.</summary>
/// <param name="States">Its SQLSTATEs; those that end in 000 stand for their class. Empty for OTHERS.</param>
internal sealed record HandledCondition(IReadOnlyList<string> States);
