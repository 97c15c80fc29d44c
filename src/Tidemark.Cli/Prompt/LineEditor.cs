using System.Text;

namespace Tidemark.Cli.Prompt;

/// <summary>
/// Reads lines from a terminal with editing and history: arrows, Home and End, Delete, and the usual Ctrl keys (A, E, K, U, W, L, D). Falls back to plain reading
/// when the input is not a terminal.
/// </summary>
internal sealed class LineEditor(LineHistory history)
{
    private readonly StringBuilder _line = new();
    private int _cursor;
    private int _scroll;
    private int _historyAt;
    private string _typed = "";

    /// <summary>Whether somebody types.</summary>
    public static bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>Reads a line; null at the end of the input. Ctrl+C gives up what was typed and throws.</summary>
    /// <exception cref="OperationCanceledException">Ctrl+C.</exception>
    public string? Read(string prompt)
    {
        if (!IsInteractive) return Console.ReadLine();
        _line.Clear();
        _cursor = _scroll = 0;
        _historyAt = history.Count;
        Console.TreatControlCAsInput = true;
        try
        {
            Draw(prompt);
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                if (key.Key == ConsoleKey.Enter) break;
                if (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && _line.Length == 0)
                {
                    Console.WriteLine();
                    return null;
                }

                if (key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control })
                {
                    Console.WriteLine();
                    throw new OperationCanceledException();
                }

                Handle(key);
                Draw(prompt);
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }

        Console.WriteLine();
        var line = _line.ToString();
        history.Add(line);
        return line;
    }

    private void Handle(ConsoleKeyInfo key)
    {
        if (key.Modifiers == ConsoleModifiers.Control && HandleControl(key.Key)) return;
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                _cursor = Math.Max(0, _cursor - 1);
                break;
            case ConsoleKey.RightArrow:
                _cursor = Math.Min(_line.Length, _cursor + 1);
                break;
            case ConsoleKey.Home:
                _cursor = 0;
                break;
            case ConsoleKey.End:
                _cursor = _line.Length;
                break;
            case ConsoleKey.UpArrow:
                Recall(_historyAt - 1);
                break;
            case ConsoleKey.DownArrow:
                Recall(_historyAt + 1);
                break;
            case ConsoleKey.Backspace when _cursor > 0:
                _line.Remove(--_cursor, 1);
                break;
            case ConsoleKey.Delete when _cursor < _line.Length:
                _line.Remove(_cursor, 1);
                break;
            default:
                if (key.KeyChar >= ' ' && key.KeyChar != '\u007f') _line.Insert(_cursor++, key.KeyChar);
                else if (key.KeyChar == '\t') _line.Insert(_cursor++, ' ');
                break;
        }
    }

    private bool HandleControl(ConsoleKey key)
    {
        switch (key)
        {
            case ConsoleKey.A:
                _cursor = 0;
                return true;
            case ConsoleKey.E:
                _cursor = _line.Length;
                return true;
            case ConsoleKey.D when _cursor < _line.Length:
                _line.Remove(_cursor, 1);
                return true;
            case ConsoleKey.K:
                _line.Length = _cursor;
                return true;
            case ConsoleKey.U:
                _line.Remove(0, _cursor);
                _cursor = 0;
                return true;
            case ConsoleKey.W:
                var start = _cursor;
                while (start > 0 && _line[start - 1] == ' ') start--;
                while (start > 0 && _line[start - 1] != ' ') start--;
                _line.Remove(start, _cursor - start);
                _cursor = start;
                return true;
            case ConsoleKey.L:
                Console.Clear();
                return true;
            default:
                return false;
        }
    }

    private void Recall(int index)
    {
        if (index < 0 || index > history.Count) return;
        if (_historyAt == history.Count) _typed = _line.ToString();
        _historyAt = index;
        _line.Clear().Append(index == history.Count ? _typed : history[index]);
        _cursor = _line.Length;
    }

    // A line longer than the terminal scrolls sideways below its prompt.
    private void Draw(string prompt)
    {
        var room = Math.Max(8, Console.WindowWidth - prompt.Length - 1);
        if (_cursor < _scroll) _scroll = _cursor;
        if (_cursor > _scroll + room) _scroll = _cursor - room;
        var shown = _line.ToString(_scroll, Math.Min(room, _line.Length - _scroll));
        Console.Write($"\r\u001b[K{prompt}{shown}\r\u001b[{prompt.Length + _cursor - _scroll}C");
    }
}
