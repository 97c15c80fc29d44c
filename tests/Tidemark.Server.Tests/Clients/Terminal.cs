using System.Text;
using System.Text.Json;

namespace Tidemark.Server.Tests.Clients;

/// <summary>Types at a program in a terminal of its own and says what the terminal was sent. Python's pty module makes the terminal: .NET has none.</summary>
internal static class Terminal
{
    private const string Driver = """
        import fcntl, json, os, pty, select, signal, struct, sys, termios, time
        job = json.load(sys.stdin)
        pid, fd = pty.fork()
        if pid == 0:
            os.environ.update(job['environment'])
            # A terminal's shell gives programs their signals back, whatever the tests themselves were started with.
            for number in (signal.SIGINT, signal.SIGQUIT): signal.signal(number, signal.SIG_DFL)
            os.execv(job['command'][0], job['command'])
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 120, 0, 0))
        deadline = time.monotonic() + 60
        pending = b''
        def receive(patience):
            global pending
            if not select.select([fd], [], [], patience)[0]: return True
            try: data = os.read(fd, 65536)
            except OSError: data = b''
            sys.stdout.buffer.write(data)
            pending += data
            return len(data) > 0
        for keys, answer, again in job['steps']:
            os.write(fd, keys.encode())
            while answer.encode() not in pending:
                if time.monotonic() > deadline: sys.exit('waited in vain for %s; Ctrl+C is %s' % (answer, 'a signal' if termios.tcgetattr(fd)[3] & termios.ISIG else 'a key'))
                if not receive(0.2 if again else 1): sys.exit('ended before ' + answer)
                if again and answer.encode() not in pending: os.write(fd, keys.encode())
            pending = pending.split(answer.encode(), 1)[1]
        while receive(1):
            if time.monotonic() > deadline: sys.exit('did not end')
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """;

    /// <summary>What happens in a terminal: keys that are typed, and text that must appear then. <paramref name="Again"/> types them until it does.</summary>
    public sealed record Step(string Keys, string Answer, bool Again = false);

    /// <summary>Runs a program through all steps to its own end.</summary>
    /// <returns>All that the terminal was sent, and the exit code.</returns>
    public static Task<(string Output, int ExitCode)> RunAsync(string[] command, string home, params Step[] steps)
    {
        var job = new StringBuilder();
        job.Append(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["command"] = command,
            ["environment"] = new Dictionary<string, string> { ["TERM"] = "xterm", ["HOME"] = home, ["XDG_CONFIG_HOME"] = home },
            ["steps"] = steps.Select(s => new object[] { s.Keys, s.Answer, s.Again }),
        }));
        return ClientProgram.RunAsync(ClientProgram.Python, ["-c", Driver], job.ToString());
    }
}
