using System.Buffers;
using System.Text;

namespace ActiveLabel.Api.Transport;

/// <summary>
/// A document with each of its words and signs on a line of its own, and every string empty. It has the same syntax.
/// The parser spends the square of the column at which it finds an error: here every column is small.
/// </summary>
internal sealed class DocumentSkeleton
{
    private const int WordLengthMax = 1_000;
    private const string BlockQuote = "\"\"\"";
    private static readonly SearchValues<char> Ignored = SearchValues.Create(" \t\n\r,\uFEFF");

    private static readonly SearchValues<char> Word = SearchValues.Create(
        "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    private readonly StringBuilder _text = new();
    private readonly List<int> _starts = [];
    private StringBuilder? _uncommented;

    /// <param name="tokensMax">Words and signs, comments included.</param>
    /// <exception cref="RefusalError">A string has no end, or there are too many words.</exception>
    public DocumentSkeleton(string query, int tokensMax)
    {
        var count = 0;
        for (var at = 0; at < query.Length;)
        {
            if (Ignored.Contains(query[at]))
            {
                at++;
                continue;
            }
            if (++count > tokensMax)
                throw DocumentCheck.TooComplex($"The document has more than {tokensMax} words and signs.");
            at = query[at] == '#' ? Blank(query, at) : Add(query, at);
        }
        Uncommented = _uncommented?.ToString() ?? query;
    }

    /// <summary>
    /// The document with spaces for its comments, so that everything keeps its place: the lexer takes a comment for a
    /// string and finds fault with what is in it.
    /// </summary>
    public string Uncommented { get; }

    public string Text => _text.ToString();

    /// <returns>Where in the document the word stands that is on a line of the skeleton, counted from 1.</returns>
    public int StartOf(int line) => _starts.Count == 0 ? 0 : _starts[Math.Clamp(line - 1, 0, _starts.Count - 1)];

    private int Add(string query, int at)
    {
        _starts.Add(at);
        var end = query[at] == '"' ? EndOfText(query, at)
            : query.AsSpan(at).StartsWith("...") ? at + 3
            : Word.Contains(query[at]) ? EndOfWord(query, at)
            : at + 1;
        _text.Append(query[at] == '"' ? "\"\"" : query.AsSpan(at, end - at)).Append('\n');
        return end;
    }

    private static int EndOfWord(string query, int at)
    {
        var length = query.AsSpan(at).IndexOfAnyExcept(Word) is >= 0 and var found ? found : query.Length - at;
        // Dots may follow a word without a space: they are a sign of their own.
        var dots = query.AsSpan(at, length).IndexOf("...");
        length = dots > 0 ? dots : length;
        return length <= WordLengthMax
            ? at + length
            : throw DocumentCheck.TooComplex($"The document has a word of more than {WordLengthMax} letters.");
    }

    private int Blank(string query, int at)
    {
        var length = query.AsSpan(at).IndexOfAny('\n', '\r') is >= 0 and var found ? found : query.Length - at;
        _uncommented ??= new(query);
        for (var index = at; index < at + length; index++)
            _uncommented[index] = ' ';
        return at + length;
    }

    private static int EndOfText(string query, int start)
    {
        if (query.AsSpan(start).StartsWith(BlockQuote))
            return EndOfBlock(query, start + BlockQuote.Length);
        for (var at = start + 1; at < query.Length; at++)
            switch (query[at])
            {
                case '"':
                    return at + 1;
                case '\\':
                    at += LengthOfEscape(query, at + 1);
                    break;
                case < ' ' and not '\t':
                    throw Broken();
            }
        throw Broken();
    }

    private static int LengthOfEscape(string query, int at)
    {
        if (at < query.Length && "\"\\/bfnrt".Contains(query[at]))
            return 1;
        const int Digits = 4;
        return at + Digits < query.Length && query[at] == 'u'
            && query.AsSpan(at + 1, Digits).ToString().All(char.IsAsciiHexDigit)
            ? 1 + Digits
            : throw Broken();
    }

    private static int EndOfBlock(string query, int from)
    {
        for (var at = from; at < query.Length; at++)
            if (query[at] == '\\' && query.AsSpan(at + 1).StartsWith(BlockQuote))
                at += BlockQuote.Length;
            else if (query.AsSpan(at).StartsWith(BlockQuote))
                return at + BlockQuote.Length;
            else if (query[at] is < ' ' and not ('\t' or '\n' or '\r'))
                throw Broken();
        throw Broken();
    }

    private static RefusalError Broken() => new(
        RefusalError.SyntaxError, "The document is no GraphQL: a string has no end, or holds what it must not.");
}
