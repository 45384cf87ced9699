using System.Runtime.InteropServices;
using System.Text.Json;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;

namespace ActiveLabel.Inference.Serving;

/// <summary>Texts in, probabilities out: as JSON, or behind the JSON as little-endian numbers.</summary>
internal static class InferEndpoint
{
    public const int TextsMax = 1024;

    /// <exception cref="ModelNotAvailableException">Missing, or refused.</exception>
    /// <exception cref="ArgumentException">The request does not fit the model.</exception>
    public static async Task InferAsync(
        HttpContext context, ModelReference model, LoadedModels models, InferRequest request)
    {
        var texts = TextsOf(request);
        using var use = models.Use(model);
        var probabilities = use.Classifier.Predict(texts, context.RequestAborted);
        int[] shape = [texts.Count, use.Card.Labels.Count];
        var output = new OutputTensor(Protocol.ProbabilitiesOutput, "FP32", shape);
        var isBinary = IsBinary(request);
        output = isBinary
            ? output with { Parameters = new(BinaryDataSize: probabilities.Length * sizeof(float)) }
            : output with { Data = probabilities };
        var answer = new InferResponse(model.Name, $"{model.Version}", request.Id, [output]);
        if (isBinary)
            await WriteBinaryAsync(context, answer, probabilities);
        else
            await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }

    private static async Task WriteBinaryAsync(HttpContext context, InferResponse answer, float[] probabilities)
    {
        var options = context.RequestServices
            .GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>();
        var head = JsonSerializer.SerializeToUtf8Bytes(answer, options.Value.SerializerOptions);
        var tensor = MemoryMarshal.AsBytes<float>(probabilities).ToArray();
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = head.Length + tensor.Length;
        context.Response.Headers[Protocol.HeaderLength] = $"{head.Length}";
        await context.Response.Body.WriteAsync(head, context.RequestAborted);
        await context.Response.Body.WriteAsync(tensor, context.RequestAborted);
    }

    private static IReadOnlyList<string> TextsOf(InferRequest request)
    {
        if (request.Inputs is not [{ Name: Protocol.TextInput, Datatype: "BYTES" } input])
            throw new ArgumentException($"One input '{Protocol.TextInput}' of type BYTES is expected.");
        if (input.Shape is not [var count] || count != input.Data.Count)
            throw new ArgumentException("The shape is not the number of texts.");
        if (count > TextsMax)
            throw new ArgumentException($"{count} texts in one request; {TextsMax} are the most.");
        if (input.Data.Any(text => text is null))
            throw new ArgumentException("A text is null.");
        if (request.Outputs?.FirstOrDefault(output => output.Name != Protocol.ProbabilitiesOutput) is { } unknown)
            throw new ArgumentException($"There is no output '{unknown.Name}'.");
        return input.Data;
    }

    private static bool IsBinary(InferRequest request)
        => (request.Outputs is [var output, ..] ? output.Parameters?.BinaryData : null)
            ?? request.Parameters?.BinaryDataOutput ?? false;
}
