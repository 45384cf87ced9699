using System.Runtime.InteropServices;
using System.Text.Json;
using ActiveLabel.Domain.Predictions;
using ActiveLabel.Inference.Models;

namespace ActiveLabel.Inference.Serving;

/// <summary>Inputs in, a row of numbers for each out: as JSON, or behind the JSON as little-endian numbers.</summary>
/// <remarks>
/// What a model finds in an input comes as JSON texts in a second output, <c>found</c>; how far its committee
/// disagrees, as mutual information and entropy of the votes, in the output <c>disagreement</c>.
/// </remarks>
internal static class InferEndpoint
{
    public const int InputsMax = 1024;
    public const string FoundOutput = "found";
    public const string DisagreementOutput = "disagreement";

    /// <exception cref="ModelNotAvailableException">Missing, or refused.</exception>
    /// <exception cref="ArgumentException">The request does not fit the model.</exception>
    public static async Task InferAsync(HttpContext context, ModelReference model, LoadedModels models)
    {
        using var use = models.Use(model);
        var name = use.Card.Outputs[0].Name;
        var request = await InferBody.ReadAsync(context);
        var inputs = InputsOf(request, name);
        var answer = await use.Runner.AnswerAsync(inputs, context.RequestAborted);
        var (isBinary, columns) = (IsBinary(request), answer.Columns);
        var outputs = new List<OutputTensor> { TensorOf(name, answer.Numbers, [inputs.Count, columns], isBinary) };
        if (answer.Found is { } found)
            outputs.Add(new(FoundOutput, "BYTES", [inputs.Count], Data: found));
        float[] disagreement = [.. MemoryMarshal.Cast<Disagreement, float>(answer.Disagreement)];
        if (answer.Disagreement is not null)
            outputs.Add(TensorOf(DisagreementOutput, disagreement, [inputs.Count, 2], isBinary));
        var response = new InferResponse(model.Name, $"{model.Version}", request.Id, outputs);
        if (isBinary)
            await WriteBinaryAsync(context, response, [answer.Numbers, disagreement]);
        else
            await context.Response.WriteAsJsonAsync(response, context.RequestAborted);
    }

    private static OutputTensor TensorOf(string name, float[] numbers, int[] shape, bool isBinary)
        => isBinary
            ? new(name, "FP32", shape, new(BinaryDataSize: numbers.Length * sizeof(float)))
            : new(name, "FP32", shape, Data: numbers);

    private static async Task WriteBinaryAsync(HttpContext context, InferResponse answer, float[][] tensors)
    {
        var head = JsonSerializer.SerializeToUtf8Bytes(answer, InferBody.JsonOf(context));
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = head.Length + tensors.Sum(tensor => tensor.Length * sizeof(float));
        context.Response.Headers[Protocol.HeaderLength] = $"{head.Length}";
        await context.Response.Body.WriteAsync(head, context.RequestAborted);
        foreach (var tensor in tensors)
            await context.Response.Body.WriteAsync(
                MemoryMarshal.AsBytes<float>(tensor).ToArray(), context.RequestAborted);
    }

    private static IReadOnlyList<string> InputsOf(InferRequest request, string name)
    {
        if (request.Inputs is not [{ Name: Protocol.TextInput, Datatype: "BYTES", Data: { } data } input])
            throw new ArgumentException($"One input '{Protocol.TextInput}' of type BYTES is expected.");
        if (input.Shape is not [var count] || count != data.Count)
            throw new ArgumentException("The shape is not the number of inputs.");
        if (count > InputsMax)
            throw new ArgumentException($"{count} inputs in one request; {InputsMax} are the most.");
        if (data.Any(text => text is null))
            throw new ArgumentException("An input is null.");
        if (request.Outputs?.FirstOrDefault(
            output => output.Name != name && output.Name is not (FoundOutput or DisagreementOutput)) is { } unknown)
            throw new ArgumentException($"There is no output '{unknown.Name}'.");
        return data;
    }

    private static bool IsBinary(InferRequest request)
        => (request.Outputs is [var output, ..] ? output.Parameters?.BinaryData : null)
            ?? request.Parameters?.BinaryDataOutput ?? false;
}
