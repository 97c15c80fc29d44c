using System.Text;

namespace Tidemark.Cli.Prompt;

/// <summary>
/// Cuts what is typed or read into statements at semicolons that stand outside of quotes, dollar quotes, comments and parentheses. Lines are added as they come.
/// </summary>
internal sealed class StatementSplitter
{
    private readonly StringBuilder _text = new();
    private int _at;
    private int _depth;
    private int _commentDepth;
    private string? _closing;
    private bool _hasCode;

    /// <summary>What has no end yet.</summary>
    public string Pending => _text.ToString();

    /// <summary>Whether nothing but space and finished comments has come since the last statement.</summary>
    public bool IsEmpty => !_hasCode && _commentDepth == 0;

    /// <summary>What the prompt shows before the next line: what is still open, as psql shows it.</summary>
    public char Continuation => _commentDepth > 0 ? '*' : _closing switch
    {
        null when _depth > 0 => '(',
        null => '-',
        "'" => '\'',
        "\"" => '"',
        "\n" => '-',
        _ => '$',
    };

    /// <summary>Adds a line and gives the statements that end in it, without their semicolons.</summary>
    public IEnumerable<string> Add(string line)
    {
        _text.Append(line).Append('\n');
        while (_at < _text.Length)
        {
            if (!Step()) continue;
            var statement = _text.ToString(0, _at - 1);
            _text.Remove(0, _at);
            _at = 0;
            _hasCode = false;
            if (!string.IsNullOrWhiteSpace(statement)) yield return statement.TrimStart('\n', '\r');
        }

        if (IsEmpty) Clear();
    }

    /// <summary>Forgets what has no end yet.</summary>
    public void Clear()
    {
        _text.Clear();
        _at = _depth = _commentDepth = 0;
        _closing = null;
        _hasCode = false;
    }

    // Reads one lexical piece; true when it is a semicolon that ends the statement.
    private bool Step()
    {
        if (_commentDepth > 0)
        {
            if (Takes("*/")) _commentDepth--;
            else if (Takes("/*")) _commentDepth++;
            else _at++;
            return false;
        }

        if (_closing is { } closing)
        {
            if (Takes(closing)) _closing = null;
            else _at++;
            return false;
        }

        if (Takes("--")) _closing = "\n";
        else if (Takes("/*")) _commentDepth = 1;
        else return Plain(_text[_at++]);
        return false;
    }

    private bool Plain(char c)
    {
        _hasCode |= !char.IsWhiteSpace(c) && c != ';';
        switch (c)
        {
            case '\'' or '"':
                _closing = c.ToString();
                break;
            case '$' when DollarTag() is { } tag:
                _at += tag.Length - 1;
                _closing = tag;
                break;
            case '(':
                _depth++;
                break;
            case ')':
                _depth = Math.Max(0, _depth - 1);
                break;
            case ';' when _depth == 0:
                return true;
        }

        return false;
    }

    private bool Takes(string piece)
    {
        if (_at + piece.Length > _text.Length) return false;
        for (var i = 0; i < piece.Length; i++)
        {
            if (_text[_at + i] != piece[i]) return false;
        }

        _at += piece.Length;
        return true;
    }

    // $$ or $name$ from the dollar before the present place on; null when it is a parameter or part of a name.
    private string? DollarTag()
    {
        var start = _at - 1;
        if (start > 0 && (char.IsLetterOrDigit(_text[start - 1]) || _text[start - 1] == '_')) return null;
        for (var i = _at; i < _text.Length; i++)
        {
            if (_text[i] == '$') return _text.ToString(start, i - start + 1);
            if (!char.IsLetter(_text[i]) && _text[i] != '_' && (i == _at || !char.IsDigit(_text[i]))) return null;
        }

        return null;
    }
}
