using Tidemark.Testing;
using Tidemark.Testing.Processes;
using Xunit;

namespace Tidemark.Server.Tests.Clients;

/// <summary>The prompt of <c>tidemark sql</c> as somebody uses it who types.</summary>
public sealed class PromptTests : IDisposable
{
    private const string Prompt = "postgres=> ";
    private const string Left = "\u001b[D";
    private const string Up = "\u001b[A";
    private const string Down = "\u001b[B";
    private const string Backspace = "\u007f";
    private const string CtrlA = "\u0001";
    private const string CtrlC = "\u0003";
    private const string CtrlD = "\u0004";
    private const string CtrlK = "\u000b";
    private const string CtrlW = "\u0017";

    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryDirectory _home = new();

    public void Dispose()
    {
        _directory.Dispose();
        _home.Dispose();
    }

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Psycopg2)]
    public async Task Lines_can_be_edited() => await TypeAsync(
        new("", Prompt),
        new($"select 12x{Backspace}3;\r", " 123\r\n"),
        new($"elect 7 nonsense{CtrlW};{CtrlA}s\r", " 7\r\n"),
        new($"select 8;{Left}{Left}{CtrlK}9;\r", " 9\r\n"),
        new("select 'caf\u00e9' ||\r", "postgres-> "),
        new("' noir';\r", " caf\u00e9 noir\r\n"),
        new("\\q\r", "\r\n"));

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Psycopg2)]
    public async Task History_is_there_at_once_and_the_next_time()
    {
        await TypeAsync(
            new("", Prompt),
            new("select 100 + 1;\r", " 101\r\n"),
            new("select 200 + 2;\r", " 202\r\n"),
            new($"{Up}{Up}{Left}{Backspace}3\r", " 103\r\n"),
            new(CtrlD, "\r\n"));

        await TypeAsync(
            new("", Prompt),
            new($"{Up}{Up}{Up}{Down}{Left}{Backspace}5\r", " 205\r\n"),
            new(CtrlD, "\r\n"));
    }

    [RequiresFact(Prerequisite.Tidemark, Prerequisite.Psycopg2)]
    public async Task Ctrl_C_gives_up_a_line_and_cancels_a_statement() => await TypeAsync(
        new("", Prompt),
        new($"select 'never{CtrlC}", Prompt),
        new("select pg_sleep(50);\r", "pg_sleep(50);"),
        new(CtrlC, "canceling statement due to user request", Again: true),
        new("select 6 * 7;\r", " 42\r\n"),
        new("\\q\r", "\r\n"));

    private async Task TypeAsync(params Terminal.Step[] steps)
    {
        var (output, exitCode) = await Terminal.RunAsync([TidemarkProcess.Executable!, "sql", "--data", _directory.Path], _home.Path, steps);

        Assert.True(exitCode == 0, output);
    }
}
