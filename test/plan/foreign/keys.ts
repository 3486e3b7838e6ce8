/** The keys that the other tools' own schemas have, by their paths. */

const under = (path: string, keys: readonly string[]) => keys.map((key) => `${path}.${key}`)

const probe = ['initial_delay', 'period', 'timeout', 'success_threshold', 'failure_threshold']

/** Those that az ml reads or shows; `azure-ai-ml` 1.35 has them in `_schema/_endpoint` and `_schema/_deployment`. */
export const azEndpoint = [
  ...['$schema', 'name', 'description', 'tags', 'properties', 'auth_mode', 'traffic'],
  ...['mirror_traffic', 'public_network_access', 'compute', 'id', 'kind', 'location'],
  ...['provisioning_state', 'scoring_uri', 'openapi_uri'],
  ...under('identity', ['type', 'user_assigned_identities', 'principal_id', 'tenant_id']),
]

export const azDeployment = [
  ...['$schema', 'name', 'endpoint_name', 'description', 'tags', 'properties', 'type', 'model'],
  ...['model_mount_path', 'environment', 'environment_variables', 'instance_type'],
  ...['instance_count', 'resources', 'app_insights_enabled', 'data_collector'],
  ...['egress_public_network_access', 'private_network_connection', 'provisioning_state'],
  ...['creation_context', 'id'],
  ...under('model', [
    ...['path', 'name', 'version', 'type', 'description', 'tags', 'properties', 'stage'],
    ...['flavors', 'datastore', 'default_deployment_template', 'allowed_deployment_templates'],
    ...['id', 'utc_time_created', 'creation_context', 'job_name', 'latest_version'],
    ...['intellectual_property', 'system_metadata'],
  ]),
  ...under('code_configuration', ['code', 'scoring_script']),
  ...under('environment', [
    ...['image', 'conda_file', 'build.path', 'build.dockerfile_path', 'name', 'version'],
    ...['description', 'tags', 'os_type', 'datastore', 'auto_delete_setting', 'id'],
    ...['creation_context', 'latest_version', 'intellectual_property'],
    ...['liveness_route', 'readiness_route', 'scoring_route'].flatMap((route) =>
      under(`inference_config.${route}`, ['port', 'path']),
    ),
  ]),
  ...under('request_settings', [
    ...['request_timeout_ms', 'max_concurrent_requests_per_instance', 'max_queue_wait_ms'],
  ]),
  ...under('liveness_probe', probe),
  ...under('readiness_probe', probe),
  ...under('scale_settings', [
    ...['type', 'min_instances', 'max_instances', 'target_utilization_percentage'],
    'polling_interval',
  ]),
]

/** Those of its JSON schema in the last version of aml-deploy. */
export const amlDeploy = [
  ...['name', 'deployment_compute_target', 'inference_source_directory', 'inference_entry_script'],
  ...['test_enabled', 'test_file_path', 'test_file_function_name', 'conda_file'],
  ...['extra_docker_file_steps', 'enable_gpu', 'cuda_version', 'model_data_collection_enabled'],
  ...['authentication_enabled', 'app_insights_enabled', 'runtime', 'custom_base_image'],
  ...['profiling_enabled', 'profiling_dataset', 'cpu_cores', 'memory_gb'],
  ...['delete_service_after_deployment', 'skip_deployment', 'create_image', 'tags', 'properties'],
  ...['description', 'location', 'ssl_enabled', 'ssl_cert_pem_file', 'ssl_key_pem_file'],
  ...['ssl_cname', 'dns_name_label', 'gpu_cores', 'autoscale_enabled', 'autoscale_min_replicas'],
  ...['autoscale_max_replicas', 'autoscale_refresh_seconds', 'autoscale_target_utilization'],
  ...['scoring_timeout_ms', 'replica_max_concurrent_requests', 'max_request_wait_time'],
  ...['num_replicas', 'period_seconds', 'initial_delay_seconds', 'timeout_seconds'],
  ...['success_threshold', 'failure_threshold', 'namespace', 'token_auth_enabled'],
]

/** Of aml-registermodel, two older names among them. */
export const amlRegisterModel = [
  ...['model_file_name', 'model_name', 'model_framework', 'model_framework_version', 'model_tags'],
  ...['model_properties', 'model_description', 'datasets', 'sample_input_dataset'],
  ...['sample_output_dataset', 'pipeline_child_run_name', 'cpu_cores', 'memory_gb', 'cpu'],
  ...['memory', 'metrics_max', 'metrics_min', 'force_registration'],
]

/** Of aml-workspace. */
export const amlWorkspace = [
  ...['name', 'resource_group', 'create_workspace', 'friendly_name', 'create_resource_group'],
  ...['location', 'sku', 'storage_account', 'key_vault', 'app_insights', 'container_registry'],
  ...['cmk_key_vault', 'resource_cmk_uri', 'hbi_workspace'],
]
