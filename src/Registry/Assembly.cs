using Loadline.Registry.Map;

[assembly: LockFree]
