using Tidemark.Engine.Binding;
using Tidemark.Engine.Planning;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Execution;

/// <summary>A value that becomes one of a domain: tested by what the domain demands.</summary>
internal sealed class DomainEvaluator : Evaluator
{
    private readonly Evaluator _operand;
    private readonly BoundDomainRules _rules;
    private readonly (BoundDomainCheck Check, Evaluator Condition)[] _checks;

    public DomainEvaluator(BoundDomain domain, Evaluator operand, EvaluatorFactory factory)
        : base(domain.Type)
    {
        _operand = operand;
        _rules = domain.Rules;
        var value = new ValueInput(domain.Rules.Value, domain.Operand.Type);
        _checks = [.. domain.Rules.Checks.Select(c => (c, factory.Create(value.Visit(c.Condition))))];
    }

    /// <inheritdoc />
    public override bool IsConstant => _operand.IsConstant;

    /// <inheritdoc />
    public override Vector Evaluate(Batch batch)
    {
        var values = _operand.Evaluate(batch);
        if (_rules.IsNotNull && !values.Validity.IsAllValid)
        {
            for (var row = 0; row < batch.Length; row++)
                if (values.IsNull(row))
                    throw DomainErrors.NullValue(Type.DisplayName, _rules.Schema);
        }

        if (_checks.Length > 0)
        {
            var rows = new Batch([values], batch.Length);
            foreach (var (check, condition) in _checks)
            {
                var holds = new BooleanValues(condition.Evaluate(rows));
                for (var row = 0; row < batch.Length; row++)
                    if (!holds.IsNull(row) && !holds[row])
                        throw DomainErrors.CheckViolation(Type.DisplayName, check.Name, _rules.Schema);
            }
        }

        return values.As(Type);
    }

    // The conditions read the value from a batch of one column.
    private sealed class ValueInput(ColumnId value, SqlType type) : ExpressionRewriter
    {
        public override BoundExpression Visit(BoundExpression expression) =>
            expression is BoundColumn column && column.Id == value ? new InputColumn(0, type, column.Name) : base.Visit(expression);
    }
}
