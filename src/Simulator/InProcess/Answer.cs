using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Loadline.Simulator.InProcess;

/// <summary>The server's side of an answer: what it sets and writes becomes the client's <see cref="HttpResponseMessage"/> with the first byte.</summary>
internal sealed class Answer : IHttpResponseFeature, IHttpResponseBodyFeature
{
    private readonly Pipe _pipe = DetachedScheduler.CreatePipe();
    private readonly Action<Answer> _started;
    private readonly StartingWriter _writer;
    private Stream? _stream;

    public Answer(Action<Answer> started)
    {
        _started = started;
        _writer = new(this);
    }

    public int StatusCode { get; set; } = 200;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public Stream Body { get; set; } = Stream.Null;

    public bool HasStarted { get; private set; }

    /// <summary>What the server wrote.</summary>
    public PipeReader Reader => _pipe.Reader;

    Stream IHttpResponseBodyFeature.Stream => _stream ??= _writer.AsStream(leaveOpen: true);

    PipeWriter IHttpResponseBodyFeature.Writer => _writer;

    public void OnStarting(Func<object, Task> callback, object state) => throw new NotSupportedException();

    public void OnCompleted(Func<object, Task> callback, object state) => throw new NotSupportedException();

    public void DisableBuffering()
    {
        // Nothing is buffered.
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Start();
        return Task.CompletedTask;
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CompleteAsync()
    {
        Start();
        return _pipe.Writer.CompleteAsync().AsTask();
    }

    /// <summary>The client's message, around a body of its own.</summary>
    public HttpResponseMessage ToMessage(HttpRequestMessage request, HttpContent body)
    {
        var message = new HttpResponseMessage((HttpStatusCode)StatusCode) { RequestMessage = request, Content = body, Version = HttpVersion.Version20 };
        foreach (var (name, values) in Headers)
        {
            if (name is "Content-Type" && MediaTypeHeaderValue.TryParse(values.ToString(), out var type)) body.Headers.ContentType = type;
            else if (name is not "Content-Length") message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        return message;
    }

    private void Start()
    {
        if (HasStarted) return;
        HasStarted = true;
        _started(this);
    }

    /// <summary>The first flush sends the headers.</summary>
    private sealed class StartingWriter(Answer answer) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => answer._pipe.Writer.UnflushedBytes;

        public override void Advance(int bytes) => answer._pipe.Writer.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => answer._pipe.Writer.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => answer._pipe.Writer.GetSpan(sizeHint);

        public override void CancelPendingFlush() => answer._pipe.Writer.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => answer._pipe.Writer.Complete(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            answer.Start();
            return answer._pipe.Writer.FlushAsync(cancellationToken);
        }
    }
}
