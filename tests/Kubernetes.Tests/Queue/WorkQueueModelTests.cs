using FsCheck.Fluent;
using Loadline.Kubernetes.Queue;

namespace Loadline.Kubernetes.Tests.Queue;

/// <summary>The queue against a model that is too simple to be wrong, over random orders of everything that callers may do.</summary>
public sealed class WorkQueueModelTests
{
    [Fact]
    public void WQ2_No_key_is_in_work_twice_and_every_add_is_followed_by_work_that_begins_after_it() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            static seed => new Run(seed).Check()).Holds(400);

    private sealed class Run(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly ManualTimeProvider _time = new();
        private readonly HashSet<int> _inWork = [];
        private readonly Dictionary<int, int> _limits = [];

        // What was added and not begun since: the queue owes these.
        private readonly HashSet<int> _owed = [];

        public bool Check()
        {
            for (var flow = 0; flow < 3; flow++) _limits[flow] = _random.Next(1, 4);
            using var queue = new WorkQueue<int>(_time, new() { FlowOf = static k => k % 3, FlowLimit = flow => _limits[flow] });
            for (var step = 0; step < 300; step++)
            {
                var key = _random.Next(12);
                switch (_random.Next(8))
                {
                    case 0 or 1:
                        queue.Add(key, _random.Next(-1, 2));
                        _owed.Add(key);
                        break;
                    case 2:
                        queue.AddAfter(key, TimeSpan.FromMilliseconds(_random.Next(500)));
                        _owed.Add(key);
                        break;
                    case 3:
                        queue.AddRateLimited(key);
                        _owed.Add(key);
                        break;
                    case 4:
                        queue.Forget(key);
                        break;
                    case 5:
                        _time.Advance(TimeSpan.FromMilliseconds(_random.Next(100)));
                        break;
                    case 6:
                        Begin(queue);
                        break;
                    default:
                        Finish(queue);
                        break;
                }

                Assert.True(queue.Depth >= queue.Available);
                Assert.True(queue.Pending >= _inWork.Count);
            }

            while (_owed.Count + _inWork.Count > 0)
            {
                Begin(queue);
                if (queue.Available == 0 && _inWork.Count == 0) _time.Advance(TimeSpan.FromSeconds(1000));
                while (queue.Available == 0 && _inWork.Count > 0) Finish(queue);
            }

            Assert.Equal(0, queue.Pending);
            for (var key = 0; key < 12; key++) queue.Forget(key);
            Assert.Equal(0, queue.Flows);
            return true;
        }

        private void Begin(WorkQueue<int> queue)
        {
            if (!queue.TryTake(out var key)) return;
            Assert.True(_inWork.Add(key), "handed out twice");
            Assert.True(_owed.Remove(key), "handed out without having been added");
            Assert.True(_inWork.Count(k => k % 3 == key % 3) <= _limits[key % 3], "beyond the flow's limit");
        }

        private void Finish(WorkQueue<int> queue)
        {
            if (_inWork.Count == 0) return;
            var key = _inWork.ElementAt(_random.Next(_inWork.Count));
            _inWork.Remove(key);
            queue.Done(key);
        }
    }
}
