using Tidemark.Scripts.Format;

namespace Tidemark.Scripts.Running;

/// <summary>The server did not answer as a server should; no script expects that.</summary>
internal sealed record Breaks(string Message) : Outcome
{
    public override string Header => Message;

    public override bool Accepts(Outcome actual) => false;
}
