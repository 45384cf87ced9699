using System.Buffers.Binary;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ActiveLabel.Api.Predictions;

/// <summary>Some inputs as a request of the Open Inference Protocol v2, its texts as a binary tensor.</summary>
/// <param name="Count">How many inputs it asks about, at least one.</param>
/// <param name="HeadLength">Bytes of JSON at the beginning.</param>
internal sealed record InferRequestBody(int Count, byte[] Bytes, int HeadLength)
{
    /// <summary>Says how many bytes of a body are JSON; tensors follow.</summary>
    public const string HeaderLength = "Inference-Header-Content-Length";

    private const int InputsMax = 1_000;

    /// <summary>No further input begins behind so many bytes: images are large.</summary>
    private const int BytesMax = 16 * 1024 * 1024;

    /// <param name="from">The first input to ask about; a request has a bounded number of them.</param>
    public static InferRequestBody Of(IReadOnlyList<string> inputs, int from)
    {
        var (count, size) = (0, 0);
        while (from + count < inputs.Count && count < InputsMax && size < BytesMax)
        {
            size += sizeof(int) + Encoding.UTF8.GetByteCount(inputs[from + count]);
            count++;
        }
        var head = JsonSerializer.SerializeToUtf8Bytes(new
        {
            inputs = new[]
            {
                new
                {
                    name = "text",
                    datatype = "BYTES",
                    shape = new[] { count },
                    parameters = new { binary_data_size = size },
                },
            },
            parameters = new { binary_data_output = true },
        });
        var bytes = new byte[head.Length + size];
        head.CopyTo(bytes, 0);
        var rest = bytes.AsSpan(head.Length);
        for (var index = from; index < from + count; index++)
        {
            // Each text is its length in four bytes, the least one first, and its UTF-8.
            var length = Encoding.UTF8.GetBytes(inputs[index], rest[sizeof(int)..]);
            BinaryPrimitives.WriteInt32LittleEndian(rest, length);
            rest = rest[(sizeof(int) + length)..];
        }
        return new(count, bytes, head.Length);
    }

    public HttpContent ToContent()
    {
        var content = new ByteArrayContent(Bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.Add(HeaderLength, HeadLength.ToString(CultureInfo.InvariantCulture));
        return content;
    }
}
