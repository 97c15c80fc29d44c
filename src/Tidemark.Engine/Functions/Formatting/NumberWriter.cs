using System.Text;

namespace Tidemark.Engine.Functions;

/// <summary>to_char of numbers: lays the digits of one number out as a template has it. One use.</summary>
internal sealed class NumberWriter
{
    private readonly NumberTemplate _template;
    private readonly DecimalDigits _number;
    private readonly StringBuilder _text = new();
    private readonly int _integerPlaces;
    private readonly int _blanks;
    private readonly int _fractionShown;
    private readonly bool _isFractionEmpty;
    private readonly bool _hidesZero;
    private bool _isSignDue;
    private bool _isInNumber;
    private int _place;
    private int _fractionPlace;
    private bool _isBehindPoint;

    private NumberWriter(NumberTemplate template, DecimalDigits number)
    {
        _template = template;
        _number = number;
        _integerPlaces = template.IntegerDigits + template.ShiftDigits;
        _blanks = Math.Max(_integerPlaces - number.Integer.Length, 0);
        _isSignDue = template.HasOwnSign ? !template.HasMinus : number.IsNegative || !template.IsFilled || template.AnchoredSign != SignPlace.None;

        // A zero before the point is not shown where the template has only 9s and digits behind the point.
        _hidesZero = template.FirstZero < 0 && template.FractionDigits > 0 && number.Integer == "0" && number.Fraction is { Length: > 0 };
        var fraction = number.Fraction ?? "";
        _fractionShown = template.IsFilled && template.HasPoint ? Math.Min(Math.Max(fraction.TrimEnd('0').Length, template.DigitsToLastZero - _integerPlaces), fraction.Length) : fraction.Length;
        _isFractionEmpty = template.IsFilled && template.HasPoint && number.Fraction is not null && _fractionShown <= 0;
    }

    /// <summary>Writes a number.</summary>
    public static string Write(NumberTemplate template, DecimalDigits number) => new NumberWriter(template, number).Write();

    /// <summary>Writes a roman numeral; 15 # for what has none.</summary>
    public static string WriteRoman(NumberTemplate template, int number)
    {
        var numeral = number is < 1 or > 3999 ? new string('#', 15) : RomanNumerals.Of(number);
        var text = new StringBuilder();
        foreach (var element in template.Elements)
        {
            switch (element.Field?.Pattern)
            {
                case null:
                    text.Append(element.Text);
                    break;
                case NumberPattern.RomanUpper or NumberPattern.RomanLower:
                    var shown = element.Field.Pattern == NumberPattern.RomanLower ? numeral.ToLowerInvariant() : numeral;
                    text.Append(template.IsFilled ? shown : shown.PadLeft(15));
                    break;
                case NumberPattern.Comma or NumberPattern.Group or NumberPattern.Minus or NumberPattern.Plus when !template.IsFilled:
                case NumberPattern.Currency:
                    text.Append(' ');
                    break;
                case NumberPattern.Sign:
                    // A numeral has no sign, and the text ends where it would stand.
                    return text.ToString();
            }
        }

        return text.ToString();
    }

    private string Write()
    {
        foreach (var element in _template.Elements)
        {
            // A float has no digits beyond its precision: the text ends with them.
            if (!Append(element)) break;
        }

        return _text.ToString();
    }

    private bool Append(TemplateElement<NumberKeyword> element)
    {
        switch (element.Field?.Pattern)
        {
            case null:
                _text.Append(element.Text);
                break;
            case NumberPattern.Digit or NumberPattern.ZeroDigit:
                return AppendPlace(isZero: element.Field.Pattern == NumberPattern.ZeroDigit);
            case NumberPattern.Point or NumberPattern.LocalPoint:
                return AppendPoint();
            case NumberPattern.Comma or NumberPattern.Group:
                if (_isInNumber) _text.Append(',');
                else AppendBlank();
                break;
            case NumberPattern.Currency:
                _text.Append(' ');
                break;
            case NumberPattern.Minus:
                if (_number.IsNegative) _text.Append('-');
                else AppendBlank();
                break;
            case NumberPattern.Plus:
                if (!_number.IsNegative) _text.Append('+');
                else AppendBlank();
                break;
            case NumberPattern.Sign:
                _text.Append(_number.IsNegative ? '-' : '+');
                break;
            case NumberPattern.OrdinalUpper or NumberPattern.OrdinalLower when !_number.IsNegative && !_template.HasPoint && !_number.Integer.StartsWith('#'):
                if (_number.Integer.Length == 0 || !char.IsAsciiDigit(_number.Integer[^1])) throw FormattingErrors.NotANumber(_number.Integer.Length == 0 ? "." : _number.Integer);
                _text.Append(TemplateText.Ordinal(_number.Integer, element.Field.Pattern == NumberPattern.OrdinalUpper));
                break;
        }

        return true;
    }

    private void AppendBlank()
    {
        if (!_template.IsFilled) _text.Append(' ');
    }

    private bool AppendPlace(bool isZero)
    {
        _isInNumber = false;
        if (_isBehindPoint) return AppendFraction(isZero);
        var isHidden = _hidesZero && _place == _blanks;
        if (_place >= _blanks || (_template.FirstZero >= 0 && _template.FirstZero <= _place))
        {
            if (!isHidden || _isFractionEmpty) AppendSign();
            if (_place < _blanks) AppendDigit('0');
            else if (!isHidden) AppendDigit(_number.Integer[_place - _blanks]);
            else if (_isFractionEmpty && _template.IsFilled) _text.Append('0');
            else AppendBlank();
        }
        else
        {
            AppendBlank();
        }

        _place++;
        EndPlace();
        return true;
    }

    private bool AppendFraction(bool isZero)
    {
        if (_number.Fraction is not { } fraction || (_fractionPlace >= fraction.Length && !_template.IsFilled)) return false;
        AppendSign();
        if (_fractionPlace < fraction.Length && (_fractionPlace < _fractionShown || isZero)) AppendDigit(fraction[_fractionPlace]);
        _fractionPlace++;
        EndPlace();
        return true;
    }

    private bool AppendPoint()
    {
        _isInNumber = false;
        if (_number.Fraction is null && _place >= _integerPlaces && _place - _blanks >= _number.Integer.Length) return false;
        AppendSign();
        _text.Append('.');
        _isBehindPoint = true;
        EndPlace();
        return true;
    }

    private void AppendDigit(char digit)
    {
        _text.Append(digit);
        _isInNumber = true;
    }

    // The sign goes before the first thing that is shown.
    private void AppendSign()
    {
        if (!_isSignDue || _template.AnchoredSign == SignPlace.Behind) return;
        _isSignDue = false;
        if (_template.AnchoredSign == SignPlace.Before) _text.Append(_number.IsNegative ? '-' : '+');
        else if (_template.HasBrackets && (_number.IsNegative || !_template.IsFilled)) _text.Append(_number.IsNegative ? '<' : ' ');
        else if (_number.IsNegative) _text.Append('-');
        else AppendBlank();
    }

    private void EndPlace()
    {
        var isLast = _place == _integerPlaces && _fractionPlace == _template.FractionDigits && _isBehindPoint == _template.HasPoint;
        if (!isLast) return;
        if (_template.AnchoredSign == SignPlace.Behind) _text.Append(_number.IsNegative ? '-' : '+');
        else if (_template.HasBrackets && !_isSignDue && (_number.IsNegative || !_template.IsFilled)) _text.Append(_number.IsNegative ? '>' : ' ');
    }
}
