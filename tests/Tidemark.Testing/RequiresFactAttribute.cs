using Xunit;

namespace Tidemark.Testing;

/// <summary>A test that needs something beside the code: skipped where it is missing, except in CI, where it then fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresFactAttribute : FactAttribute
{
    public RequiresFactAttribute(params Prerequisite[] needed) => Skip = Prerequisites.SkipReason(needed);
}

/// <summary>The same for tests with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresTheoryAttribute : TheoryAttribute
{
    public RequiresTheoryAttribute(params Prerequisite[] needed) => Skip = Prerequisites.SkipReason(needed);
}
