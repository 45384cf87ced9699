namespace ActiveLabel.Api.Streaming;

/// <summary>What a subscription tells, with its place in the project's events.</summary>
public interface ICursored
{
    string Cursor { get; }
}
