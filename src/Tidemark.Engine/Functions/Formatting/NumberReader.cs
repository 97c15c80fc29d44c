using System.Text;
using Tidemark.Types;

namespace Tidemark.Engine.Functions;

/// <summary>to_number: finds the digits of one number in a text by a template. What stands for itself in the template passes over a character of the text, whatever it is. One use.</summary>
internal sealed class NumberReader
{
    private readonly NumberTemplate _template;
    private readonly string _text;
    private readonly StringBuilder _digits = new();
    private int _at;
    private char _sign = ' ';
    private int _integerDigits;
    private int _fractionDigits;
    private bool _hasPoint;

    private NumberReader(NumberTemplate template, string text) => (_template, _text) = (template, text);

    private bool IsAtEnd => _at >= _text.Length;

    /// <summary>Reads a number.</summary>
    /// <exception cref="Errors.SqlException">0A000: RN or EEEE; 22P02: no digits; 22003: more digits than the template has.</exception>
    public static Numeric Read(NumberTemplate template, string text)
    {
        if (template.HasExponent) throw FormattingErrors.NotForInput("EEEE");
        if (template.IsRoman) throw FormattingErrors.NotForInput("RN");
        return new NumberReader(template, text).Read();
    }

    private Numeric Read()
    {
        foreach (var element in _template.Elements)
        {
            if (IsAtEnd) break;
            if (element.Field is { } keyword) Take(keyword.Pattern);
            else _at += TemplateText.LengthAt(_text, _at);
        }

        var number = Numeric.Parse(Encoding.UTF8.GetBytes($"{_sign}{_digits}".TrimEnd('.')));
        number = Numeric.ToModifier(number, _template.IntegerDigits + _template.ShiftDigits + _fractionDigits, _fractionDigits);
        return !_template.HasShift ? number : number * Numeric.Power(new Numeric(10), new Numeric(-_template.ShiftDigits));
    }

    private void Take(NumberPattern pattern)
    {
        switch (pattern)
        {
            case NumberPattern.Digit or NumberPattern.ZeroDigit or NumberPattern.Point or NumberPattern.LocalPoint:
                TakePlace(pattern is NumberPattern.Digit or NumberPattern.ZeroDigit);
                _at++;
                break;
            case NumberPattern.Comma or NumberPattern.Group:
                // Digits are not known to have begun while reading: FM makes the comma of no account.
                if (!_template.IsFilled && _text[_at] == ',') _at++;
                break;
            case NumberPattern.Currency:
                PassOther(1);
                break;
            case NumberPattern.OrdinalUpper or NumberPattern.OrdinalLower when !_template.HasPoint && _sign != '-':
                PassOther(2);
                break;
            case NumberPattern.Minus:
                TakeSign("-");
                break;
            case NumberPattern.Plus:
                TakeSign("+");
                break;
            case NumberPattern.Sign:
                TakeSign("+-");
                break;
        }
    }

    private void TakeSign(string signs)
    {
        if (signs.Contains(_text[_at])) _sign = _text[_at++];
        else PassOther(1);
    }

    // Nothing that could belong to the number is passed over.
    private void PassOther(int characters)
    {
        for (; characters > 0 && !IsAtEnd && !"0123456789.,+-".Contains(_text[_at]); characters--) _at += TemplateText.LengthAt(_text, _at);
    }

    // Leaves the place on the last character that it used.
    private void TakePlace(bool isDigit)
    {
        if (_text[_at] == ' ') _at++;
        if (IsAtEnd) return;
        if (isDigit && _sign == ' ' && _integerDigits + _fractionDigits == 0) TakeLeadingSign();
        if (IsAtEnd) return;
        var isRead = TakeDigitOrPoint(out var isFull);
        if (isFull || IsAtEnd || _sign != ' ' || _integerDigits + _fractionDigits == 0) return;
        if (_template.AnchoredSign != SignPlace.None && isRead)
        {
            if (_at + 1 < _text.Length && _text[_at + 1] is '-' or '+') _sign = _text[++_at];
        }
        else if (!isRead && _template is { AnchoredSign: SignPlace.None, HasOwnSign: true } && _text[_at] is '-' or '+')
        {
            _sign = _text[_at];
        }
    }

    private void TakeLeadingSign()
    {
        if (_text[_at] == '<' && _template.HasBrackets)
        {
            _sign = '-';
            _at++;
        }
        else if (_text[_at] is '-' or '+')
        {
            _sign = _text[_at++];
        }
    }

    private bool TakeDigitOrPoint(out bool isFull)
    {
        isFull = false;
        if (char.IsAsciiDigit(_text[_at]))
        {
            isFull = _hasPoint && _fractionDigits == _template.FractionDigits;
            if (isFull) return false;
            _digits.Append(_text[_at]);
            if (_hasPoint) _fractionDigits++;
            else _integerDigits++;
            return true;
        }

        if (!_template.HasPoint || _hasPoint || _text[_at] != '.') return false;
        _digits.Append('.');
        _hasPoint = true;
        return true;
    }
}
