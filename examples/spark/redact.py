"""Redact documents with Spark: each partition goes through one `tearline stream`.

    spark-submit redact.py DOCUMENTS.jsonl ANSWERS --policy public.yaml --policy-sha256 HEX --run-key run.key

Then: tearline audit import ANSWERS/part-* --releases out
"""
import argparse
import os
import shlex

from pyspark import SparkContext

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("documents")
parser.add_argument("answers")
parser.add_argument("--policy", required=True)
parser.add_argument("--policy-sha256", required=True)
parser.add_argument("--run-key", required=True, help="made by `tearline audit run-key`; a path that every worker can read")
parser.add_argument("--tearline", default="tearline")
parser.add_argument("--partitions", type=int, default=8)
a = parser.parse_args()

worker = [a.tearline, "stream", "-p", a.policy, "--policy-sha256", a.policy_sha256, "-j", "1", "--allow-refused"]
spark = SparkContext(appName="tearline")
documents = spark.textFile(a.documents, a.partitions)
# checkCode: a worker that could not run fails its task, and Spark tries it again; the run key makes its bytes equal.
answers = documents.pipe(shlex.join(worker), env={**os.environ, "TEARLINE_RUN_KEY_FILE": a.run_key}, checkCode=True)
answers.saveAsTextFile(a.answers)
