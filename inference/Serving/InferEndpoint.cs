using System.Runtime.InteropServices;
using System.Text.Json;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;

namespace ActiveLabel.Inference.Serving;

/// <summary>Inputs in, a row of numbers for each out: as JSON, or behind the JSON as little-endian numbers.</summary>
internal static class InferEndpoint
{
    public const int InputsMax = 1024;

    /// <exception cref="ModelNotAvailableException">Missing, or refused.</exception>
    /// <exception cref="ArgumentException">The request does not fit the model.</exception>
    public static async Task InferAsync(
        HttpContext context, ModelReference model, LoadedModels models, InferRequest request)
    {
        using var use = models.Use(model);
        var inputs = InputsOf(request, use.Card.Output.Name);
        var scores = use.Scorer.Score(inputs, context.RequestAborted);
        int[] shape = [inputs.Count, use.Scorer.Columns];
        var output = new OutputTensor(use.Card.Output.Name, "FP32", shape);
        var isBinary = IsBinary(request);
        output = isBinary
            ? output with { Parameters = new(BinaryDataSize: scores.Length * sizeof(float)) }
            : output with { Data = scores };
        var answer = new InferResponse(model.Name, $"{model.Version}", request.Id, [output]);
        if (isBinary)
            await WriteBinaryAsync(context, answer, scores);
        else
            await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }

    private static async Task WriteBinaryAsync(HttpContext context, InferResponse answer, float[] scores)
    {
        var options = context.RequestServices
            .GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>();
        var head = JsonSerializer.SerializeToUtf8Bytes(answer, options.Value.SerializerOptions);
        var tensor = MemoryMarshal.AsBytes<float>(scores).ToArray();
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = head.Length + tensor.Length;
        context.Response.Headers[Protocol.HeaderLength] = $"{head.Length}";
        await context.Response.Body.WriteAsync(head, context.RequestAborted);
        await context.Response.Body.WriteAsync(tensor, context.RequestAborted);
    }

    private static IReadOnlyList<string> InputsOf(InferRequest request, string name)
    {
        if (request.Inputs is not [{ Name: Protocol.TextInput, Datatype: "BYTES" } input])
            throw new ArgumentException($"One input '{Protocol.TextInput}' of type BYTES is expected.");
        if (input.Shape is not [var count] || count != input.Data.Count)
            throw new ArgumentException("The shape is not the number of inputs.");
        if (count > InputsMax)
            throw new ArgumentException($"{count} inputs in one request; {InputsMax} are the most.");
        if (input.Data.Any(text => text is null))
            throw new ArgumentException("An input is null.");
        if (request.Outputs?.FirstOrDefault(output => output.Name != name) is { } unknown)
            throw new ArgumentException($"There is no output '{unknown.Name}'.");
        return input.Data;
    }

    private static bool IsBinary(InferRequest request)
        => (request.Outputs is [var output, ..] ? output.Parameters?.BinaryData : null)
            ?? request.Parameters?.BinaryDataOutput ?? false;
}
