using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace ActiveLabel.Inference.Serving;

/// <summary>A request as JSON, or as JSON with its tensor behind it: the binary tensor extension.</summary>
internal static class InferBody
{
    // What a request says of its length is reserved up to this; the rest as it comes.
    private const long BufferMax = 1024 * 1024;

    /// <exception cref="ArgumentException">It is neither.</exception>
    public static async Task<InferRequest> ReadAsync(HttpContext context)
    {
        if (!context.Request.Headers.TryGetValue(Protocol.HeaderLength, out var header))
            return await ParseAsync(context, context.Request.Body);
        using var body = new MemoryStream((int)Math.Min(context.Request.ContentLength ?? 0, BufferMax));
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (!int.TryParse(header, out var length) || length < 0 || length > bytes.Length)
            throw new ArgumentException($"'{Protocol.HeaderLength}' is not the length of the request's JSON.");
        using var head = new MemoryStream(body.GetBuffer(), 0, length);
        var request = await ParseAsync(context, head);
        return request.Inputs is [{ Datatype: "BYTES", Data: null, Parameters.BinaryDataSize: { } size } input]
            && size == bytes.Length - length
            ? request with { Inputs = [input with { Data = TextsOf(bytes.Span[length..]) }] }
            : throw new ArgumentException("One input of type BYTES with its 'binary_data_size' is expected.");
    }

    public static JsonSerializerOptions JsonOf(HttpContext context)
        => context.RequestServices
            .GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>()
            .Value.SerializerOptions;

    private static async Task<InferRequest> ParseAsync(HttpContext context, Stream json)
        => await JsonSerializer.DeserializeAsync<InferRequest>(json, JsonOf(context), context.RequestAborted)
            ?? throw new ArgumentException("The request is empty.");

    // Each text is its length in four bytes, the least one first, and its UTF-8.
    private static List<string> TextsOf(ReadOnlySpan<byte> tensor)
    {
        var texts = new List<string>();
        while (tensor.Length > 0)
        {
            if (tensor.Length < sizeof(int) || texts.Count > InferEndpoint.InputsMax)
                throw new ArgumentException("The tensor ends in the middle of a length, or has too many texts.");
            var length = BinaryPrimitives.ReadInt32LittleEndian(tensor);
            tensor = tensor[sizeof(int)..];
            if (length < 0 || length > tensor.Length)
                throw new ArgumentException("A text is longer than the tensor.");
            texts.Add(Encoding.UTF8.GetString(tensor[..length]));
            tensor = tensor[length..];
        }
        return texts;
    }
}
