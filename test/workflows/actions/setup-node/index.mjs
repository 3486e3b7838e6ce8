// The Node that runs the tests is on the path already.
