//! What the API answers to a GET and a PATCH, and how it becomes a request again.
